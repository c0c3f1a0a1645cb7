//! The similarity, large, with its place among random texts and what it is made of.

use eframe::egui::{FontId, RichText, Sense, Stroke, Ui, vec2};

use crate::analysis::matching::MatchNull;
use crate::analysis::{Match, MatchMethod};
use crate::charts::MarkRole;
use crate::domain::format::signed;
use crate::paint::theme::Palette;
use crate::paint::words::explained;

/// The similarity, large, with its place among random pairs.
pub(super) fn headline(ui: &mut Ui, matched: &Match) {
    let weak = Palette::of(ui).weak_text;
    ui.horizontal(|ui| {
        let similarity = signed(matched.matrix.similarity, 4);
        ui.label(RichText::new(similarity).font(FontId::proportional(40.0)));
        ui.vertical(|ui| {
            ui.add_space(4.0);
            let name = match matched.settings.method {
                MatchMethod::MaxSim => {
                    format!(
                        "late interaction, A to B; the cosine is {:.4}",
                        matched.cosine
                    )
                }
                MatchMethod::Exact | MatchMethod::Jacobians => "cosine of A and B".to_owned(),
            };
            let standing = match &matched.null {
                Some(null) => format!("{name}, {}", null.standing()),
                None if matched.awaits.null => format!("{name}; random texts are being read…"),
                None => name,
            };
            ui.label(standing);
            if let Some(null) = &matched.null {
                null_strip(ui, null, matched.cosine);
            }
        });
    });
    let percent = |share: Option<f64>| {
        let share = share.map(|share| format!("{} %", signed(100.0 * share, 1)));
        share.unwrap_or_else(|| "–".to_owned())
    };
    let three = matched.dimensions.as_ref().map(|shares| shares.top_three);
    let said = format!(
        "{} of it lies in pairs with a special token, {} in the ten strongest pairs of tokens; three \
         dimensions carry {}.",
        percent(matched.special_share),
        percent(matched.top_ten_share),
        percent(three)
    );
    explained(ui, RichText::new(said).color(weak));
}

/// The cosines with random texts as a strip of ticks, and that of A and B among them.
fn null_strip(ui: &mut Ui, null: &MatchNull, cosine: f64) {
    let palette = Palette::of(ui);
    let low = null.cosines.iter().copied().fold(cosine.min(0.0), f64::min);
    let (width, height) = (260.0, 14.0);
    let (place, response) = ui.allocate_exact_size(vec2(width, height), Sense::hover());
    let x = |value: f64| place.left() + ((value - low) / (1.0 - low).max(1e-9)) as f32 * width;
    let middle = place.center().y;
    ui.painter()
        .hline(place.x_range(), middle, Stroke::new(1.0, palette.grid));
    let tick = Stroke::new(1.0, palette.weak_text.gamma_multiply(0.5));
    for &value in &null.cosines {
        ui.painter()
            .vline(x(value), (middle - 4.0)..=(middle + 4.0), tick);
    }
    let here = palette.mark(MarkRole::Adds).fill;
    ui.painter()
        .vline(x(cosine), place.y_range(), Stroke::new(3.0, here));
    let anisotropy = null.anisotropy.unwrap_or(f64::NAN);
    response.on_hover_text(format!(
        "From {low:.2} to 1. Thin: A with each of {} random texts of the sample corpus, mean {:.4}. \
         Thick: A with B. Two random texts have {anisotropy:.4} on average: 0 is not what \
         unrelated texts have in this model.",
        null.texts, null.mean
    ));
}
