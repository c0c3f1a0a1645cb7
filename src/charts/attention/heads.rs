//! Every head of every block as a tile.

use crate::analysis::{Answer, AttendedText, Attention};
use crate::charts::{
    Axis, Chart, ChartContent, ChartDef, ChartLabel, LegendEntry, LegendMark, Subject, Tile,
    TileChart,
};
use crate::domain::attention::{HeadChoice, HeadFacts};

/// The tiles of `text`; `None` until every block was computed.
pub fn head_tiles(attention: &Attention, text: &AttendedText) -> Option<TileChart> {
    let overview = text.measured.overview.as_ref()?;
    let tiles = (1..).zip(&overview.blocks).map(|(block, overview)| {
        let heads = (1..).zip(&overview.heads);
        heads
            .map(|(head, overview)| Tile {
                cells: overview.tile.rows().flatten().copied().collect(),
                side: overview.tile.size(),
                facts: facts(block, head, &overview.facts),
            })
            .collect()
    });
    let head = match attention.settings.head {
        HeadChoice::One(head) => Some(head),
        HeadChoice::Mean | HeadChoice::Max => None,
    };
    Some(TileChart {
        title: "Attention weights of every block and head".to_owned(),
        axis: Axis::numbers("attention weight", 0.0, 1.0),
        row_name: "block".to_owned(),
        column_name: "head".to_owned(),
        tiles: tiles.collect(),
        chosen: head
            .zip(attention.block.checked_sub(1))
            .map(|(head, block)| (block, head)),
    })
}

/// What is said of a head, a line each.
fn facts(block: usize, head: usize, facts: &HeadFacts) -> Vec<String> {
    let percent = |share: f64| format!("{:.0} %", 100.0 * share);
    vec![
        format!("block {block}, head {head}"),
        format!(
            "attention entropy {:.2} bits, distance {:.1} tokens",
            facts.entropy, facts.distance
        ),
        format!(
            "to the first special token {}, to the others {}",
            percent(facts.to_first),
            percent(facts.to_other_special)
        ),
        format!(
            "to the previous token {}, itself {}, the next {}",
            percent(facts.to_previous),
            percent(facts.to_itself),
            percent(facts.to_next)
        ),
    ]
}

/// Every head of every block.
#[derive(Debug, Clone, Copy)]
pub struct HeadTiles;

impl ChartDef for HeadTiles {
    fn label(&self) -> ChartLabel {
        Subject::Attention.label("heads", "Every block and head as a tile")
    }

    fn content(&self, answer: &Answer) -> Option<ChartContent> {
        let attention = answer.attention()?;
        let charts: Vec<TileChart> = attention
            .texts()
            .filter_map(|text| head_tiles(attention, text))
            .collect();
        let mark = LegendMark::Scale {
            axis: charts.first()?.axis.clone(),
            centred: false,
        };
        let keys = vec![LegendEntry::new(mark, "attention weight")];
        let title = charts.first()?.title.clone();
        let charts = charts.into_iter().map(Chart::Tiles).collect();
        let content = ChartContent::new(title, keys, charts);
        Some(content.with_notes([
            "In a tile queries go down and keys to the right; in a text longer than a tile a cell is \
             the largest of those it stands for.",
        ]))
    }
}
