//! The matrices of attention of two texts.

use glassbox::analysis::{AttentionSettings, Question};
use glassbox::charts::{AttentionView, attention_grid};
use glassbox::engine::ask;
use glassbox::model::Cancel;

use crate::fixtures::minilm;

#[test]
fn matrices_that_are_compared_share_their_colours() {
    let texts = [
        "The dog runs after the kitten.",
        "The dog runs after the mouse, who is quicker.",
    ];
    let question = Question::attending(
        texts[0],
        Some(texts[1].to_owned()),
        AttentionSettings::default(),
    );
    let answer = ask(&[minilm()], &question, &Cancel::never()).unwrap();
    let attention = answer.attention().unwrap();
    let pieces = AttentionView::default();
    let words = AttentionView {
        by_word: true,
        ..pieces
    };
    for view in [pieces, words] {
        let mut grids = attention
            .texts()
            .map(|text| attention_grid(attention, text, view));
        let [a, b] = [grids.next().unwrap(), grids.next().unwrap()];
        assert_eq!(a.axis, b.axis);
        // The end is the largest cell of both to a token that is not special.
        let cells = [&a, &b].into_iter().flat_map(|grid| {
            let keys = grid.columns.iter().cycle();
            let cells = grid.values().zip(keys);
            cells.filter(|(_, key)| !key.special).map(|(cell, _)| cell)
        });
        assert_eq!(cells.fold(0.0, f64::max), a.axis.max);
    }
}
