//! Takes in what the threads did, and does what was asked for in a frame. Nothing else acts.

use std::path::Path;

use eframe::egui::{Context, Theme, ThemePreference, ViewportCommand};

use crate::analysis::{Answer, Asked, Question};
use crate::domain::layer::paper_layer;
use crate::engine::{CatalogRequest, EngineReply, Request};
use crate::ui::action::{Action, Steer};
use crate::ui::command::Command;
use crate::ui::dialogs::command_palette::CommandPalette;
use crate::ui::dialogs::help::Help;
use crate::ui::dialogs::model_choice::ModelChoice;
use crate::ui::linking::marked_tokens;
use crate::ui::purpose::Purpose;
use crate::ui::state::model_slots::Slot;
use crate::ui::state::selection::TextOf;
use crate::ui::table_copy::TableFormat;
use crate::ui::views::{self, View, ViewInput};

use super::App;

/// How much larger everything is on a whole screen that others look at.
const PRESENTED: f32 = 1.5;

impl App {
    /// Takes in what the threads did and which keys were pressed; draws nothing.
    pub fn update(&mut self, ctx: &Context) {
        while let Some(reply) = self.loader.take_answer() {
            self.models.receive(reply);
        }
        self.take_up_model();
        while let Some(reply) = self.catalog.take_answer() {
            if let Ok(listing) = reply.outcome {
                if let Some(choosing) = &mut self.choosing {
                    choosing.receive(reply.request.look_up.as_ref(), &listing);
                }
                self.listing = listing;
            }
        }
        while let Some(reply) = self.engine.take_answer() {
            self.receive(reply);
        }
        if self.corpus.update() {
            self.keep_findings(ctx);
        }
        self.search.update();
        self.reference.update();
        for command in Command::pressed(ctx) {
            self.run(ctx, command);
        }
        self.take_selection_keys(ctx);
        self.receive_files(ctx);
        self.watch_closing(ctx);
    }

    /// Does what was asked for in a frame, and asks what the document calls for now.
    pub(super) fn finish_frame(&mut self, ctx: &Context, actions: Vec<Action>) {
        for action in actions {
            self.act(ctx, action);
        }
        if self.state.selection.finish_frame() {
            // What was drawn before the pointer was found is to follow.
            ctx.request_repaint();
        }
        let recent = &mut self.preferences.recent_prompts;
        let time = ctx.input(|input| input.time);
        self.typed_prompts.note(time, &self.document, recent);
        self.note_document(ctx);
        self.keep_session(ctx);
        self.ask();
    }

    /// Takes in an answer by the model in use.
    fn receive(&mut self, reply: EngineReply) {
        if reply.request.models.first() != self.models.first.in_use() {
            return;
        }
        match reply.outcome {
            Ok(answered) => {
                self.problem = None;
                self.state.clear_outdated(&answered.answer, &self.document);
                self.answers.receive(answered.answer);
            }
            Err(problem) => self.problem = Some(problem),
        }
    }

    /// Asks for what the view needs, unless it was asked before.
    pub(super) fn ask(&mut self) {
        let asks_two = views::named(&self.document.settings.view).needs_second_model();
        if let Some(request) = self.models.next_load(asks_two) {
            self.loader.load(request);
        }
        if let Some(request) = self.next_request() {
            self.engine.submit(request);
        }
        self.search.ask(self.models.first.in_use(), &self.document);
        self.reference.ask(self.models.first.in_use());
        self.corpus.give_way(self.engine.is_busy());
        self.reference.give_way(self.engine.is_busy());
    }

    fn next_request(&mut self) -> Option<Request> {
        let request = self.request()?;
        let asked = self.asked.as_ref();
        if asked.is_some_and(|asked| asked.asks_the_same(&request)) {
            return None;
        }
        self.asked = Some(request.clone());
        Some(request)
    }

    /// What the view asks; `None` while a text or a model of it is missing.
    fn request(&self) -> Option<Request> {
        let first = self.models.first.in_use()?;
        let layers = first.card.layers;
        let view = self.view();
        let asked = view.asked(&self.input())?;
        let mut models = vec![first.clone()];
        if matches!(asked, Asked::CompareModels { .. }) {
            models.push(self.models.second.in_use()?.clone());
        }
        let question = match asked {
            // Its layers and thresholds are the paper's.
            Asked::Paper => Question::new(asked),
            _ if view.controls().measure => {
                Question::new(asked).with(self.document.settings.analysis(layers))
            }
            _ => Question::new(asked).with(self.document.settings.by_norm(layers)),
        };
        let reference = self
            .reference
            .of(first)
            .filter(|_| question.welcomes_reference());
        if reference.is_none() && question.settings.measure.needs_reference() {
            // The view says that the texts are still to be read.
            return None;
        }
        Some(Request {
            reference: reference.cloned(),
            models,
            awaited_layer: view.awaited_layer(&question.settings, layers),
            question,
        })
    }

    pub(super) fn view(&self) -> &'static dyn View {
        views::named(&self.document.settings.view)
    }

    pub(super) fn input(&self) -> ViewInput<'_> {
        ViewInput {
            document: &self.document,
            state: &self.state,
            answers: &self.answers,
            corpus: &self.corpus,
            search: &self.search,
            model: self.models.first.in_use(),
            reference: self
                .models
                .first
                .in_use()
                .and_then(|model| self.reference.of(model)),
            second_model: self.models.second.in_use(),
        }
    }

    /// What the view shows, once it is whole.
    pub(super) fn whole_answer(&self) -> Option<Answer> {
        let answer = self.view().answer(&self.input())?;
        answer.is_whole().then_some(answer)
    }

    /// Does what was asked for.
    pub(super) fn act(&mut self, ctx: &Context, action: Action) {
        match action {
            Action::Command(command) => self.run(ctx, command),
            Action::SetTheme(theme) => self.set_theme(ctx, theme),
            Action::ShowTable(name, choice) => {
                self.preferences.tables.insert(name.to_owned(), choice);
            }
            Action::Tell(what) => self.files.done = Some(what.to_owned().into()),
            Action::DismissMessage => self.files.done = None,
            Action::DismissProblem(place) => {
                let problems = [
                    &mut self.models.problem,
                    &mut self.problem,
                    &mut self.files.problem,
                ];
                if let Some(problem) = problems.into_iter().nth(place) {
                    *problem = None;
                }
            }
            Action::PromptReplaced => {
                self.cursor_to_end = true;
                self.focus_prompt = true;
            }
            Action::OpenModelDialog(slot) => self.open_model_choice(slot),
            Action::LookUpModel(name) => {
                self.catalog.submit(CatalogRequest {
                    look_up: Some(name),
                });
            }
            Action::ChooseModel(slot, source) => {
                self.models.choose(slot, source.from_anywhere());
                self.note_models();
                self.focus_prompt = true;
            }
            Action::CancelLoading => {
                self.loader.cancel();
                self.models.give_up();
                self.note_models_given_up();
                self.focus_prompt = true;
            }
            Action::OpenPath(path) => self.open_path(ctx, path),
            Action::ShowInFolder(path) => self.show_in_folder(ctx, path),
            Action::CloseAnyway => self.close(ctx),
            Action::AskPath(purpose, suggested) => self.files.ask(ctx, purpose, suggested),
            Action::UsePath(purpose, path, replace) => self.use_path(ctx, purpose, path, replace),
            Action::LookAt(file) => self.look_at(ctx, &file),
            Action::LookAgain(file) => self.look_again(ctx, file),
            Action::StartRun => {
                if let Some(model) = self.models.first.in_use().cloned() {
                    self.corpus.start(ctx, &model, &self.document.settings);
                }
            }
            Action::ReadPassages => {
                if let Some(model) = self.models.first.in_use().cloned() {
                    self.search.read(ctx, &model, &self.document);
                }
            }
            Action::CancelPassages => self.search.cancel(),
            Action::ReadReference => {
                if let Some(model) = self.models.first.in_use() {
                    self.reference.read(model);
                }
            }
            Action::CancelReference => self.reference.cancel(),
            Action::CompareWith(source) => {
                self.reference.source = source;
                self.act(ctx, Action::ReadReference);
            }
            Action::SteerRun(steer) => {
                if let Some(job) = &self.corpus.run {
                    match steer {
                        Steer::Pause => job.run.pause(),
                        Steer::Resume => job.run.resume(),
                        Steer::Cancel => job.run.cancel(),
                    }
                }
            }
            Action::DrawPreview(figure, style) => {
                if let Some(exporting) = &mut self.exporting {
                    let number = exporting.next_preview();
                    self.files.draw_preview(ctx, number, *figure, style);
                }
            }
            Action::CopyFigure(figure, style) => self.files.copy_figure(ctx, *figure, style),
            Action::Copy(text) => self.copy(ctx, text),
            Action::CopyRow(row) => self.copy_row(ctx, row),
            Action::CopyChartData(chart) => self.copy_chart_data(ctx, &chart),
            Action::ExportChart(chart) => self.open_export_of(ctx, &chart),
            Action::ShowInspector => self.preferences.inspector_folded = false,
            Action::ShowInCorpus(list, item) => {
                self.corpus.show_token(list, item);
                self.document.settings.view = views::corpus::ID;
            }
            Action::PinTokens(range) => self.pin_tokens(range),
            Action::PinResult => self.pin_result(),
            Action::OpenPin(place) => self.open_pin(place),
        }
    }

    /// Does what `command` says.
    pub(super) fn run(&mut self, ctx: &Context, command: Command) {
        match command {
            Command::FocusPrompt => self.focus_prompt = true,
            Command::NextLayer => self.step_layer(1),
            Command::PreviousLayer => self.step_layer(-1),
            Command::ShowView(view) => self.document.settings.view = view.into(),
            Command::ChooseModel => self.open_model_choice(Slot::First),
            Command::Undo => self.undo(),
            Command::Redo => self.redo(),
            Command::Open => self.files.ask(ctx, Purpose::Open, Path::new("").into()),
            Command::SaveSession => self.save_session(ctx),
            Command::SaveSessionAs => self.save_session_as(ctx),
            // A list of hits is no figure.
            Command::ExportFigure if self.view().ranking(&self.input()).is_some() => {
                self.ask_export_all(ctx);
            }
            Command::ExportFigure => self.open_export(ctx),
            Command::CopyImage => self.copy_image(ctx),
            Command::ExportAll => self.ask_export_all(ctx),
            Command::ToggleTheme => {
                let to = match ctx.theme() {
                    Theme::Dark => ThemePreference::Light,
                    Theme::Light => ThemePreference::Dark,
                };
                self.set_theme(ctx, to);
            }
            Command::CopyTable => self.copy_table(ctx, TableFormat::Sheet),
            Command::CopyExact => self.copy_table(ctx, TableFormat::Exact),
            Command::FindInTable => self.state.focus_filter = true,
            Command::CopyMarkdown => self.copy_table(ctx, TableFormat::Markdown),
            Command::CopyLatex => self.copy_table(ctx, TableFormat::Latex),
            Command::ZoomIn => self.zoom(1.5),
            Command::ZoomOut => self.zoom(1.0 / 1.5),
            Command::ZoomFit => {
                let view = views::named(&self.document.settings.view);
                for (stretch, _) in view.stretches(&self.answers) {
                    self.state.window_of(stretch).fit();
                }
            }
            Command::Larger => self.scale(ctx, 1),
            Command::Smaller => self.scale(ctx, -1),
            Command::NormalSize => {
                self.preferences.scale_percent = None;
                self.scale(ctx, 0);
            }
            Command::Present => self.present(ctx),
            Command::ToggleInspector => {
                self.preferences.inspector_folded = !self.preferences.inspector_folded;
            }
            Command::Pin => match self.state.selection.selected().cloned() {
                Some(range) => self.pin_tokens(range),
                None => self.pin_result(),
            },
            Command::FindCommand => self.palette = Some(CommandPalette::default()),
            Command::Help => {
                let open = self.help.is_some();
                let on_page = std::mem::take(&mut self.explained);
                self.help = (!open).then(|| Help::new(on_page));
            }
            Command::Quit => ctx.send_viewport_cmd(ViewportCommand::Close),
        }
    }

    /// Shows `1 / factor` as many slots of the charts of the view.
    fn zoom(&mut self, factor: f64) {
        let shown = self.answers.analysis.as_ref();
        let selected = shown.and_then(|shown| {
            let marked = marked_tokens(&self.state.selection, TextOf::A, &shown.newest.traced);
            let token = *marked.selected.first()?;
            let order = self.document.settings.order.tokens(&shown.newest);
            Some(order.iter().position(|&other| other == token)? as f64)
        });
        let view = views::named(&self.document.settings.view);
        for (stretch, count) in view.stretches(&self.answers) {
            let window = self.state.window_of(stretch);
            let (start, end) = window.range(count);
            // What is selected stays in sight.
            let selected = selected.filter(|&slot| start <= slot && slot <= end);
            let about = selected.unwrap_or_else(|| f64::midpoint(start, end));
            window.zoom(factor, about, count);
        }
    }

    /// Draws everything so many steps larger, and remembers it.
    fn scale(&mut self, ctx: &Context, steps: i16) {
        self.preferences.step_scale(steps);
        ctx.set_zoom_factor(self.preferences.scale());
    }

    /// Takes the whole screen with large text, or gives it back.
    fn present(&mut self, ctx: &Context) {
        self.presenting = !self.presenting;
        let larger = if self.presenting { PRESENTED } else { 1.0 };
        ctx.send_viewport_cmd(ViewportCommand::Fullscreen(self.presenting));
        ctx.set_zoom_factor(self.preferences.scale() * larger);
    }

    fn step_layer(&mut self, by: isize) {
        let in_use = self.model.as_ref().map(|model| model.layers);
        let of_view = self.view().layers(&self.input());
        let Some(layers) = of_view.or(in_use) else {
            return;
        };
        let settings = &mut self.document.settings;
        let layer = settings.analysis(layers).layer;
        let layer = layer.unwrap_or_else(|| paper_layer(layers));
        let layer = layer.saturating_add_signed(by);
        if layer <= layers {
            settings.layer = Some(layer);
        }
    }

    fn set_theme(&mut self, ctx: &Context, theme: ThemePreference) {
        self.preferences.theme = theme;
        ctx.set_theme(theme);
    }

    fn open_model_choice(&mut self, slot: Slot) {
        self.choosing = Some(ModelChoice::new(slot));
        self.catalog.submit(CatalogRequest::default());
    }
}
