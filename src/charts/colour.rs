//! Arithmetic of colours: mixing, lightness, contrast.

use std::sync::LazyLock;

/// Red, green and blue, 0 to 255.
pub type Rgb = [u8; 3];

/// So much of `to` in `from`, 0 to 1.
pub(super) fn mix(from: Rgb, to: Rgb, share: f64) -> Rgb {
    std::array::from_fn(|channel| {
        let of = |colour: Rgb| f64::from(colour.get(channel).copied().unwrap_or(0));
        (of(from) + (of(to) - of(from)) * share).round() as u8
    })
}

/// How much light each value of a channel stands for, 0 to 1: asked for each word and cell of every
/// frame.
static LIGHT: LazyLock<[f64; 256]> = LazyLock::new(|| {
    std::array::from_fn(|channel| {
        let value = channel as f64 / 255.0;
        if value <= 0.040_45 {
            value / 12.92
        } else {
            ((value + 0.055) / 1.055).powf(2.4)
        }
    })
});

/// Red, green and blue as amounts of light, 0 to 1.
fn linear(colour: Rgb) -> [f64; 3] {
    colour.map(|channel| LIGHT.get(usize::from(channel)).copied().unwrap_or(0.0))
}

/// How much light a colour has, from 0 for black to 1 for white (WCAG's relative luminance).
fn luminance(colour: Rgb) -> f64 {
    let [red, green, blue] = linear(colour);
    0.2126 * red + 0.7152 * green + 0.0722 * blue
}

/// How well two colours stand off from one another, from 1 for the same to 21 for black on white
/// (WCAG 2.1): text wants 4.5, marks and edges 3.
pub fn contrast(one: Rgb, other: Rgb) -> f64 {
    let (one, other) = (luminance(one), luminance(other));
    (one.max(other) + 0.05) / (one.min(other) + 0.05)
}

/// Black or white, whichever reads better on `fill`.
pub fn ink_on(fill: Rgb) -> Rgb {
    const BLACK: Rgb = [0x00; 3];
    const WHITE: Rgb = [0xFF; 3];
    if contrast(BLACK, fill) >= contrast(WHITE, fill) {
        BLACK
    } else {
        WHITE
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn contrast_is_that_of_the_guidelines() {
        assert!((contrast([0; 3], [255; 3]) - 21.0).abs() < 1e-9);
        assert!((contrast([0x77; 3], [255; 3]) - 4.478).abs() < 1e-3);
        assert_eq!(contrast([9, 8, 7], [9, 8, 7]), 1.0);
    }

    #[test]
    fn ink_can_be_read_on_any_fill() {
        for step in 0..=255_u8 {
            for fill in [[step; 3], [step, 128, 0], [0, step, 200], [255, 0, step]] {
                assert!(contrast(ink_on(fill), fill) > 4.5, "{fill:?}");
            }
        }
    }
}
