//! Arithmetic of colours: mixing, lightness, contrast; in tests also how they look to people who
//! lack one kind of cone.

/// Red, green and blue, 0 to 255.
pub type Rgb = [u8; 3];

/// So much of `to` in `from`, 0 to 1.
pub(super) fn mix(from: Rgb, to: Rgb, share: f64) -> Rgb {
    std::array::from_fn(|channel| {
        let of = |colour: Rgb| f64::from(colour.get(channel).copied().unwrap_or(0));
        (of(from) + (of(to) - of(from)) * share).round() as u8
    })
}

/// Red, green and blue as amounts of light, 0 to 1.
fn linear(colour: Rgb) -> [f64; 3] {
    colour.map(|channel| {
        let value = f64::from(channel) / 255.0;
        if value <= 0.040_45 {
            value / 12.92
        } else {
            ((value + 0.055) / 1.055).powf(2.4)
        }
    })
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

/// How colours look, for tests of the palettes.
#[cfg(test)]
pub(super) mod vision {
    use super::{Rgb, linear};

    type Matrix = [[f64; 3]; 3];

    /// What becomes of light for people with all cones, and for those without one kind of them:
    /// Machado, Oliveira and Fernandes (2009), severity 1.
    const KINDS: [(&str, Matrix); 4] = [
        (
            "all cones",
            [[1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0]],
        ),
        (
            "protanopia",
            [
                [0.152_286, 1.052_583, -0.204_868],
                [0.114_503, 0.786_281, 0.099_216],
                [-0.003_882, -0.048_116, 1.051_998],
            ],
        ),
        (
            "deuteranopia",
            [
                [0.367_322, 0.860_646, -0.227_968],
                [0.280_085, 0.672_501, 0.047_413],
                [-0.011_820, 0.042_940, 0.968_881],
            ],
        ),
        (
            "tritanopia",
            [
                [1.255_528, -0.076_749, -0.178_779],
                [-0.078_411, 0.930_809, 0.147_602],
                [0.004_733, 0.691_367, 0.303_900],
            ],
        ),
    ];

    /// From linear light to the responses of Ottosson's OKLab (2020), and from these to it.
    const CONES: Matrix = [
        [0.412_221_470_8, 0.536_332_536_3, 0.051_445_992_9],
        [0.211_903_498_2, 0.680_699_545_1, 0.107_396_956_6],
        [0.088_302_461_9, 0.281_718_837_6, 0.629_978_700_5],
    ];
    const OPPONENTS: Matrix = [
        [0.210_454_255_3, 0.793_617_785_0, -0.004_072_046_8],
        [1.977_998_495_1, -2.428_592_205_0, 0.450_593_709_9],
        [0.025_904_037_1, 0.782_771_766_2, -0.808_675_766_0],
    ];

    fn times(matrix: &Matrix, vector: [f64; 3]) -> [f64; 3] {
        matrix.map(|row| row.iter().zip(vector).map(|(a, b)| a * b).sum())
    }

    fn distance(kind: &Matrix, one: Rgb, other: Rgb) -> f64 {
        let place = |colour| {
            let light = times(kind, linear(colour)).map(|channel| channel.clamp(0.0, 1.0));
            times(&OPPONENTS, times(&CONES, light).map(f64::cbrt))
        };
        let (one, other) = (place(one), place(other));
        let squares = one.iter().zip(other).map(|(a, b)| (a - b).powi(2));
        squares.sum::<f64>().sqrt()
    }

    /// How far two colours are apart to people with all cones; 0.02 is about what can be seen.
    pub(in crate::charts) fn apart(one: Rgb, other: Rgb) -> f64 {
        let [(_, normal), ..] = &KINDS;
        distance(normal, one, other)
    }

    /// The least of that over all kinds of eyes, and whose it is.
    pub(in crate::charts) fn apart_to_all(one: Rgb, other: Rgb) -> (f64, &'static str) {
        let all = KINDS.iter();
        all.map(|(name, kind)| (distance(kind, one, other), *name))
            .min_by(|a, b| a.0.total_cmp(&b.0))
            .unwrap_or((0.0, ""))
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

    #[test]
    fn red_and_green_look_alike_without_a_kind_of_cone() {
        let (red, green) = ([0xA0, 0x40, 0x40], [0x50, 0x60, 0x38]);
        let (seen, whose) = vision::apart_to_all(red, green);
        assert!(vision::apart(red, green) > 2.0 * seen, "{seen}");
        assert_ne!(whose, "all cones");
    }
}
