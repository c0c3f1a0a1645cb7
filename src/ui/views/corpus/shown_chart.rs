//! Which chart of many texts is shown, by the name that files and menus call it.

use crate::charts::ChartDef as _;
use crate::charts::corpus::{
    Along, BaselineDots, BaselineLayers, Chance, Distributions, Effects, HighKinds, HighShares,
    RemovalLayers, Settling, TopTokens,
};
use crate::ui::corpus::{BaselineChart, Corpus, CorpusTab};

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
