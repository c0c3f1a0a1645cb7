//! Figures as pictures: for the export dialog and for the clipboard.

use eframe::egui::ColorImage;
use image::imageops::FilterType;
use image::{DynamicImage, ImageFormat, load_from_memory_with_format};

use crate::export::figure::{Figure, FigureStyle, png_from_figure, remarks_of_figure};

/// A picture that was drawn to be looked at.
pub(super) struct DrawnPreview {
    pub(super) image: ColorImage,
    /// Its height at scale 1.
    pub(super) height: f64,
    /// What has no room in it, one sentence each.
    pub(super) remarks: Vec<String>,
}

/// `figure` to be looked at, no side longer than `longest` pixels: a graphics card takes no more,
/// and a figure of many panels may be higher.
pub(super) fn preview(
    figure: &Figure,
    style: &FigureStyle,
    longest: usize,
) -> Result<DrawnPreview, String> {
    let drawn = drawn(figure, style)?;
    let remarks = remarks_of_figure(figure, style).map_err(|error| error.to_string())?;
    let (wide, high) = (drawn.width(), drawn.height());
    let longest = u32::try_from(longest).unwrap_or(u32::MAX);
    let shown = if wide.max(high) > longest {
        drawn.resize(longest, longest, FilterType::Triangle)
    } else {
        drawn
    };
    Ok(DrawnPreview {
        height: f64::from(high) * f64::from(style.width) / f64::from(wide),
        image: colour_image(shown),
        remarks,
    })
}

/// `figure` as it is saved.
pub(super) fn picture(figure: &Figure, style: &FigureStyle) -> Result<ColorImage, String> {
    drawn(figure, style).map(colour_image)
}

fn drawn(figure: &Figure, style: &FigureStyle) -> Result<DynamicImage, String> {
    let png = png_from_figure(figure, style).map_err(|error| error.to_string())?;
    load_from_memory_with_format(&png, ImageFormat::Png).map_err(|error| error.to_string())
}

fn colour_image(image: DynamicImage) -> ColorImage {
    let image = image.into_rgba8();
    let size = [image.width() as usize, image.height() as usize];
    ColorImage::from_rgba_unmultiplied(size, image.as_raw())
}
