//! The palettes, measured: what people with any colour vision tell apart, and what can be read.

use glassbox::charts::MarkRole;
use glassbox::charts::palette::{DARK, LIGHT, PRINT, Palette, Rgb, Series, contrast};

const ALL: [(&str, Palette); 3] = [("light", LIGHT), ("dark", DARK), ("print", PRINT)];

/// Hues that stand side by side, by what they are the hues of.
fn sets(palette: &Palette) -> Vec<(&'static str, Vec<Rgb>)> {
    let [first, second, third, fourth, fifth, _] = palette.series;
    vec![
        ("buckets", vec![palette.high, palette.low]),
        ("signed numbers", vec![palette.adds, palette.takes]),
        ("layers", vec![palette.layer]),
        ("models", vec![palette.model]),
        ("kinds of words", palette.kinds[..3].to_vec()),
        ("series", vec![first, second, third, fourth, fifth]),
    ]
}

#[test]
fn hues_side_by_side_differ_for_all_eyes() {
    for (name, palette) in ALL {
        for (set, hues) in sets(&palette) {
            let least = if set == "series" { 0.1 } else { 0.14 };
            for (place, &one) in hues.iter().enumerate() {
                for &other in &hues[..place] {
                    let (seen, whose) = apart_to_all(one, other);
                    assert!(seen >= least, "{name} {set} {whose}: {seen:.3}");
                }
            }
        }
    }
}

#[test]
fn no_hue_means_two_things() {
    for (name, palette) in ALL {
        let sets = sets(&palette);
        for (place, (one, hues)) in sets.iter().enumerate() {
            for (other, others) in &sets[..place] {
                // Orange and blue above all: they are HIGH and LOW.
                let least = if *other == "buckets" { 0.12 } else { 0.055 };
                for &hue in hues {
                    for &another in others {
                        let seen = apart(hue, another);
                        assert!(seen >= least, "{name} {one} {other}: {seen:.3}");
                    }
                }
            }
        }
    }
}

#[test]
fn marks_stand_off_from_what_they_are_drawn_on() {
    for (name, palette) in ALL {
        for (set, hues) in sets(&palette) {
            for hue in hues {
                let seen = contrast(hue, palette.background);
                assert!(seen >= 3.0, "{name} {set}: {seen:.2}");
            }
        }
        for colour in [palette.outside, palette.threshold, palette.kinds[3]] {
            assert!(contrast(colour, palette.background) >= 3.0, "{name}");
        }
    }
}

#[test]
fn text_can_be_read() {
    for (name, palette) in ALL {
        for text in [palette.text, palette.weak_text] {
            for behind in [palette.background, palette.surround] {
                let seen = contrast(text, behind);
                assert!(seen >= 4.5, "{name}: {seen:.2}");
            }
        }
    }
}

#[test]
fn two_of_a_kind_differ_in_lightness_too() {
    let pairs = [
        (MarkRole::High, MarkRole::Low),
        (MarkRole::ChosenLayer, MarkRole::LayerBeside),
        (MarkRole::FirstModel, MarkRole::SecondModel),
        (MarkRole::First, MarkRole::Second),
        (MarkRole::Adds, MarkRole::Takes),
    ];
    for (name, palette) in ALL {
        for (one, other) in pairs {
            let (one, other) = (palette.mark(one), palette.mark(other));
            let (seen, whose) = apart_to_all(one.fill, other.fill);
            assert!(seen > 0.14, "{name} {whose} {one:?} {other:?}: {seen:.3}");
            assert_ne!(one.pale, other.pale);
        }
        assert_eq!(palette.mark(MarkRole::Outside).fill, palette.background);
    }
}

#[test]
fn no_two_series_share_a_hue_a_dash_or_a_dot() {
    for (_, palette) in ALL {
        for (place, &one) in Series::NAMED_BY_LEGEND.iter().enumerate() {
            assert_eq!(Series::at(place + 6), one);
            let look = palette.series(one);
            for &other in &Series::NAMED_BY_LEGEND[..place] {
                let other = palette.series(other);
                assert_ne!(look.colour, other.colour);
                assert_ne!(look.dashes, other.dashes);
                assert_ne!(look.dot, other.dot);
            }
        }
    }
}

#[test]
fn red_and_green_look_alike_without_a_kind_of_cone() {
    let (red, green) = ([0xA0, 0x40, 0x40], [0x50, 0x60, 0x38]);
    let (seen, whose) = apart_to_all(red, green);
    assert!(apart(red, green) > 2.0 * seen, "{seen}");
    assert_ne!(whose, "all cones");
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

/// From linear light to the responses of Ottosson's `OKLab` (2020), and from these to it.
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
fn apart(one: Rgb, other: Rgb) -> f64 {
    let [(_, normal), ..] = &KINDS;
    distance(normal, one, other)
}

/// The least of that over all kinds of eyes, and whose it is.
fn apart_to_all(one: Rgb, other: Rgb) -> (f64, &'static str) {
    let all = KINDS.iter();
    all.map(|(name, kind)| (distance(kind, one, other), *name))
        .min_by(|a, b| a.0.total_cmp(&b.0))
        .unwrap_or((0.0, ""))
}
