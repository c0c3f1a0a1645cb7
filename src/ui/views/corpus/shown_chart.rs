//! Which chart of many texts is shown, by the name that files and menus call it, and its menu.

use eframe::egui::Response;

use crate::charts::ChartDef as _;
use crate::charts::corpus::{
    Along, BaselineDots, BaselineLayers, Chance, Distributions, Effects, HighKinds, HighShares,
    RemovalLayers, Settling, TopTokens,
};
use crate::ui::context_menu;
use crate::ui::corpus::{BaselineChart, Corpus, CorpusTab};
use crate::ui::state::menu::MenuTarget;
use crate::ui::views::ViewContext;

/// The name of the chart that is shown.
pub(super) fn chart_of(corpus: &Corpus) -> &'static str {
    match corpus.tab {
        CorpusTab::Layers => Effects.id(),
        CorpusTab::Kinds => Distributions.id(),
        CorpusTab::High if corpus.kinds_among_high => HighKinds.id(),
        CorpusTab::High => HighShares.id(),
        CorpusTab::Tokens => TopTokens(corpus.top_list, corpus.top_order).id(),
        CorpusTab::Baselines => match corpus.baselines {
            BaselineChart::AtLayer => BaselineDots.id(),
            BaselineChart::OverLayers | BaselineChart::PartialOverLayers => BaselineLayers.id(),
        },
        CorpusTab::Confounds => Along(corpus.confound).id(),
        CorpusTab::Chance => Chance.id(),
        CorpusTab::Removal => RemovalLayers.id(),
        CorpusTab::Settling => Settling.id(),
    }
}

/// The menu of a chart, by its name.
pub(super) fn attach_menu_of(
    response: &Response,
    context: &mut ViewContext<'_>,
    chart: &'static str,
) {
    context_menu::attach(response, context, || MenuTarget {
        chart: Some(chart.into()),
        ..MenuTarget::default()
    });
}
