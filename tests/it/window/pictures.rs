//! What views look like, pixel by pixel, held in `tests/golden/pictures`: colours, overlaps and
//! glyphs, which the layout as text does not show.
#![expect(
    clippy::disallowed_methods,
    reason = "pixels of a picture are no colours of the window's own"
)]

use std::fs;

use eframe::egui::accesskit::Role;
use eframe::egui::{Color32, Theme, Vec2};
use egui_kittest::kittest::Queryable as _;
use glassbox::ui::{Opening, Preferences, Remembered};

use crate::fixtures::in_project;

use super::harness::{settle, window_drawn_by};
use super::layout::document_on;
use super::raster::{Picture, Textures, picture_of};

/// Values of a channel, of 255, that edges of lines and glyphs may differ by on other machines.
const NEAR: u8 = 24;

/// Pixels in ten thousand that may be further off than [`NEAR`].
const FAR_PIXELS: usize = 2;

const WIDE: [f32; 2] = [1000.0, 640.0];
const NARROW: [f32; 2] = [560.0, 480.0];

/// The window on `view` once it is at rest, and `prepared`: a button pressed, or none.
fn drawn(view: &'static str, theme: Theme, size: [f32; 2], button: Option<&str>) -> Picture {
    let remembered = Remembered {
        preferences: Preferences {
            theme: theme.into(),
            ..Preferences::default()
        },
        document: document_on(view.into()),
        ..Remembered::default()
    };
    let textures = Textures::default();
    let mut window = window_drawn_by(textures.clone(), remembered, Opening::default());
    window.set_size(Vec2::from(size));
    settle(&mut window);
    if let Some(button) = button {
        window.get_by_role_and_label(Role::Button, button).click();
        settle(&mut window);
        window
            .input_mut()
            .events
            .push(eframe::egui::Event::PointerGone);
        settle(&mut window);
    }
    picture_of(&window, &textures)
}

/// Compares `now` with the picture of this name, or writes it where golden files are written anew.
fn assert_looks_as_before(name: &str, now: &Picture) {
    let name = format!("{name}.png");
    let path = in_project("tests/golden/pictures").join(&name);
    if std::env::var_os("GLASSBOX_UPDATE_GOLDEN").is_some() {
        fs::write(path, png_of(now)).unwrap();
        return;
    }
    let before = fs::read(&path).ok().map(|bytes| read_png(&bytes));
    let far = before.map_or(usize::MAX, |before| far_pixels(&before, now));
    let most = now.pixels.len() * FAR_PIXELS / 10_000;
    if far > most {
        let kept = in_project("target/golden/pictures");
        fs::create_dir_all(&kept).unwrap();
        let kept = kept.join(&name);
        fs::write(&kept, png_of(now)).unwrap();
        let (path, kept) = (path.display(), kept.display());
        panic!("{far} pixels of {kept} differ from {path}, where at most {most} may");
    }
}

/// How many pixels are not near; all if the sizes differ.
fn far_pixels(before: &Picture, now: &Picture) -> usize {
    if (before.width, before.height) != (now.width, now.height) {
        return now.pixels.len();
    }
    let is_far = |(before, now): &(&Color32, &Color32)| {
        let channels = before.to_array().into_iter().zip(now.to_array());
        channels.into_iter().any(|(a, b)| a.abs_diff(b) > NEAR)
    };
    before.pixels.iter().zip(&now.pixels).filter(is_far).count()
}

fn png_of(picture: &Picture) -> Vec<u8> {
    let rgb = picture.pixels.iter().flat_map(|pixel| {
        let [red, green, blue, _] = pixel.to_array();
        [red, green, blue]
    });
    let mut bytes = Vec::new();
    let mut encoder = png::Encoder::new(&mut bytes, picture.width as u32, picture.height as u32);
    encoder.set_color(png::ColorType::Rgb);
    encoder.set_compression(png::Compression::High);
    let mut writer = encoder.write_header().unwrap();
    writer.write_image_data(&rgb.collect::<Vec<u8>>()).unwrap();
    writer.finish().unwrap();
    bytes
}

fn read_png(bytes: &[u8]) -> Picture {
    let mut reader = png::Decoder::new(std::io::Cursor::new(bytes))
        .read_info()
        .unwrap();
    let mut rgb = vec![0; reader.output_buffer_size().unwrap()];
    let info = reader.next_frame(&mut rgb).unwrap();
    let pixels = rgb.chunks_exact(3);
    Picture {
        width: info.width as usize,
        height: info.height as usize,
        pixels: pixels
            .map(|pixel| Color32::from_rgb(pixel[0], pixel[1], pixel[2]))
            .collect(),
    }
}

#[test]
fn golden_picture_of_tokens_in_the_light() {
    let picture = drawn("Tokens", Theme::Light, WIDE, None);
    assert_looks_as_before("tokens-light", &picture);
}

#[test]
fn golden_picture_of_compare_in_the_dark() {
    let picture = drawn("Compare", Theme::Dark, WIDE, None);
    assert_looks_as_before("compare-dark", &picture);
}

#[test]
fn golden_picture_of_layers_in_the_dark() {
    let picture = drawn("Layers", Theme::Dark, WIDE, None);
    assert_looks_as_before("layers-dark", &picture);
}

#[test]
fn golden_picture_of_a_corpus_to_be_read() {
    let sample = Some("Use the sample corpus");
    let picture = drawn("Corpus", Theme::Light, WIDE, sample);
    assert_looks_as_before("corpus-light", &picture);
}

#[test]
fn golden_picture_of_a_narrow_window() {
    let picture = drawn("Tokens", Theme::Dark, NARROW, None);
    assert_looks_as_before("tokens-narrow", &picture);
}

#[test]
fn a_picture_that_differs_in_one_word_is_told_apart() {
    let picture = |pixels: Vec<Color32>| Picture {
        width: 100,
        height: 100,
        pixels,
    };
    let grey = picture(vec![Color32::from_gray(100); 10_000]);
    let mut near = vec![Color32::from_gray(100 + NEAR); 10_000];
    assert_eq!(far_pixels(&grey, &picture(near.clone())), 0);
    near[7] = Color32::from_gray(101 + NEAR);
    near[9] = Color32::from_rgb(100, 100, 99 - NEAR);
    assert_eq!(far_pixels(&grey, &picture(near)), 2);
}
