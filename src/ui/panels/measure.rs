//! Which number of a token is called its strength, and which texts say what would be usual.

use eframe::egui::{Button, ComboBox, RichText, Ui};

use crate::analysis::AnalysisError;
use crate::domain::measure::Measure;
use crate::paint::theme::Palette;
use crate::ui::action::Action;
use crate::ui::reference::{ReferenceProgress, ReferenceSource};
use crate::ui::views::ViewContext;
use crate::ui::widgets::{fits, keep_with};

/// About as wide is the button that stops the reading, in points.
const STOP: f32 = 60.0;

/// The choice of the measure; `of_shifts` where the difference of two vectors is measured.
pub(super) fn choice(ui: &mut Ui, context: &mut ViewContext<'_>, of_shifts: bool) {
    let chosen = context.document.settings.measure;
    keep_with(ui, "Measure", 110.0);
    let label = ui.label("Measure");
    let tooltip = chosen
        .phrase()
        .unwrap_or("The L2 norm of the hidden state, as in the paper");
    ComboBox::from_id_salt("measure")
        .selected_text(chosen.title())
        .width(0.0)
        .show_ui(ui, |ui| {
            for &measure in Measure::ALL {
                let refused = refusal(context, measure, of_shifts);
                let button = Button::selectable(measure == chosen, measure.title());
                let button = ui.add_enabled(refused.is_none(), button);
                if button.clicked() {
                    context.document.settings.measure = measure;
                }
                match refused {
                    Some(reason) => button.on_disabled_hover_text(reason),
                    None => button.on_hover_text(measure.phrase().unwrap_or(tooltip)),
                };
            }
            ui.separator();
            sources(ui, context);
        })
        .response
        .labelled_by(label.id)
        .on_hover_text(tooltip);
}

/// Why `measure` cannot be chosen now.
fn refusal(context: &ViewContext<'_>, measure: Measure, of_shifts: bool) -> Option<String> {
    let model = context.model?;
    if of_shifts && !measure.is_of_vectors() {
        return Some(AnalysisError::NoShift(measure).to_string());
    }
    let settings = context.document.settings.analysis(model.layers);
    if let Err(error) = measure.check(model, settings.layer_of(model.layers)) {
        return Some(error.to_string());
    }
    let read = context.input().reference.is_some();
    (measure.needs_reference() && !read).then(|| {
        let state = match progress(context) {
            ReferenceProgress::Reading(percent) => format!("it is reading them: {percent} %"),
            ReferenceProgress::Stopped(Some(problem)) => problem,
            _ => "choose the texts below".to_owned(),
        };
        format!("measured against reference texts that the model has to read first; {state}")
    })
}

/// Which texts are compared with.
fn sources(ui: &mut Ui, context: &mut ViewContext<'_>) {
    let weak = Palette::of(ui).weak_text;
    ui.label(
        RichText::new("What is usual is taken from")
            .small()
            .color(weak),
    );
    let run = context.corpus.reference_file();
    let run = run.map(|file| ReferenceSource::File(Box::new(file)));
    for source in std::iter::once(ReferenceSource::Sample).chain(run) {
        let name = source.name();
        let chosen = context.reference.source == source;
        if ui.selectable_label(chosen, name).clicked() {
            context.send(Action::CompareWith(source));
        }
    }
    if let ReferenceProgress::Ready(texts) = progress(context) {
        ui.label(RichText::new(texts).small().color(weak));
    }
}

/// How much room [`under_way`] needs where there is little, in points.
pub(super) fn room(context: &ViewContext<'_>) -> f32 {
    match progress(context) {
        ReferenceProgress::Reading(_) => 90.0,
        ReferenceProgress::Stopped(_) => 130.0,
        ReferenceProgress::Unread | ReferenceProgress::Ready(_) => 0.0,
    }
}

/// What there is of the reference texts, while they are not read; `short` where there is no room for
/// words.
pub(super) fn under_way(ui: &mut Ui, context: &mut ViewContext<'_>, short: bool) {
    let weak = Palette::of(ui).weak_text;
    match progress(context) {
        ReferenceProgress::Reading(percent) => {
            let words = format!("learning what is usual: {percent} %");
            let text = if short || !fits(ui, &words, STOP) {
                format!("{percent} %")
            } else {
                words
            };
            ui.label(RichText::new(text).small().color(weak)).on_hover_text(
                "The model reads the reference texts once; what it makes of them is kept on this \
                 computer. What you type goes first.",
            );
            if ui.small_button("Stop").clicked() {
                context.send(Action::CancelReference);
            }
        }
        ReferenceProgress::Stopped(problem) => {
            let button = ui.small_button("Learn what is usual");
            let why = problem.unwrap_or_else(|| {
                "Let the model read the reference texts: bars then show what would be usual"
                    .to_owned()
            });
            if button.on_hover_text(why).clicked() {
                context.send(Action::ReadReference);
            }
        }
        ReferenceProgress::Unread | ReferenceProgress::Ready(_) => {}
    }
}

fn progress(context: &ViewContext<'_>) -> ReferenceProgress {
    let model = context.models.first.in_use();
    model.map_or(ReferenceProgress::Unread, |model| {
        context.reference.progress(model)
    })
}
