//! SVG to PNG, with its size on paper and the recipe in its text chunks.

use image::{DynamicImage, RgbaImage};
use png::{BitDepth, ColorType, Encoder, EncodingError, PixelDimensions, Unit};
use resvg::tiny_skia::{Pixmap, Transform};

use crate::domain::app::software;

use super::contents::Figure;
use super::fonts::tree_from_svg;
use super::layout::{Drawn, drawn};
use super::style::{FigureError, FigureStyle};

/// The keyword of the text chunk that holds the recipe.
pub(super) const RECIPE_KEYWORD: &str = "glassbox";
/// Pixels of a metre at scale 1: 96 an inch.
const PIXELS_PER_METRE: f64 = 96.0 / 0.0254;

/// The figure as a PNG.
///
/// # Errors
/// A style out of range, a height that the content does not fit, or too many pixels.
pub fn png_from_figure(figure: &Figure, style: &FigureStyle) -> Result<Vec<u8>, FigureError> {
    let Drawn { svg, height, .. } = drawn(figure, style)?;
    let (width, height) = style.pixels(height)?;
    let not_drawn = |reason: &dyn std::fmt::Display| FigureError::NotDrawn(reason.to_string());
    let tree = tree_from_svg(&svg, &style.font)?;
    let mut pixels = Pixmap::new(width, height)
        .ok_or_else(|| not_drawn(&format!("{width} x {height} pixels")))?;
    let across = f64::from(width) / f64::from(tree.size().width());
    let down = f64::from(height) / f64::from(tree.size().height());
    let scaled = Transform::from_scale(across as f32, down as f32);
    resvg::render(&tree, scaled, &mut pixels.as_mut());
    encoded(&pixels, figure, style).map_err(|error| not_drawn(&error))
}

fn encoded(
    pixels: &Pixmap,
    figure: &Figure,
    style: &FigureStyle,
) -> Result<Vec<u8>, EncodingError> {
    let (width, height) = (pixels.width(), pixels.height());
    let rgba = RgbaImage::from_raw(width, height, pixels.data().to_vec());
    // The background covers everything: there is nothing to see through.
    let rgb = DynamicImage::from(rgba.unwrap_or_default()).into_rgb8();
    let mut bytes = Vec::new();
    let mut encoder = Encoder::new(&mut bytes, width, height);
    encoder.set_color(ColorType::Rgb);
    encoder.set_depth(BitDepth::Eight);
    let per_metre = (style.scale * PIXELS_PER_METRE).round() as u32;
    encoder.set_pixel_dims(Some(PixelDimensions {
        xppu: per_metre,
        yppu: per_metre,
        unit: Unit::Meter,
    }));
    encoder.add_itxt_chunk("Title".to_owned(), figure.title.clone())?;
    let facts = figure.facts.replace('\u{a0}', " ");
    encoder.add_itxt_chunk("Description".to_owned(), facts)?;
    encoder.add_itxt_chunk("Software".to_owned(), software())?;
    encoder.add_itxt_chunk(RECIPE_KEYWORD.to_owned(), figure.recipe.json(style))?;
    let mut writer = encoder.write_header()?;
    writer.write_image_data(&rgb)?;
    writer.finish()?;
    Ok(bytes)
}
