//! SVG to PDF: a page of the figure's size on paper, lines as lines, text as text in fonts that come
//! along, and the recipe attached.
//!
//! krilla writes the PDF: MIT or Apache-2.0, the writer behind typst, and the same bytes for the same
//! figure, since it has no clock. What is drawn is read off the tree that the PNG is drawn from.
//! (`krilla-svg` and `svg2pdf` do as much for any SVG, each with another resvg beside ours.)

use std::collections::HashMap;

use krilla::color::rgb;
use krilla::embed::{AssociationKind, EmbeddedFile, MimeType};
use krilla::geom::{PathBuilder, Point, Transform};
use krilla::metadata::Metadata;
use krilla::num::NormalizedF32;
use krilla::page::PageSettings;
use krilla::paint::{Fill, LineCap, LineJoin, Stroke, StrokeDash};
use krilla::surface::Surface;
use krilla::text::{Font, GlyphId, KrillaGlyph};
use krilla::{Document, SerializeSettings};
use resvg::tiny_skia;
use resvg::tiny_skia::PathSegment;
use resvg::usvg::layout::{PositionedGlyph, Span};
use resvg::usvg::{self, Group, Node, Opacity, Paint, Tree, fontdb};

use crate::domain::app::software;

use super::contents::Figure;
use super::fonts::tree_from_svg;
use super::layout::{Drawn, drawn};
use super::style::{FigureError, FigureStyle};

/// The name of the attachment that holds the recipe.
const RECIPE_FILE: &str = "glassbox-figure.json";

/// The figure as a PDF of one page. Its text can be selected, its fonts are embedded.
///
/// # Errors
/// A style out of range, or a height that the content does not fit.
pub fn pdf_from_figure(figure: &Figure, style: &FigureStyle) -> Result<Vec<u8>, FigureError> {
    let Drawn { svg, height, .. } = drawn(figure, style)?;
    let tree = tree_from_svg(&svg, &style.font)?;
    let points = style.pixels_on_paper() / FigureStyle::PIXELS_PER_POINT;
    let size = [f64::from(style.width) * points, height * points].map(|length| length as f32);
    written(figure, style, &tree, size)
        .ok_or_else(|| FigureError::NotDrawn(format!("no PDF of {} x {} points", size[0], size[1])))
}

fn written(
    figure: &Figure,
    style: &FigureStyle,
    tree: &Tree,
    [width, height]: [f32; 2],
) -> Option<Vec<u8>> {
    let mut document = Document::new_with(SerializeSettings {
        enable_tagging: false,
        ..SerializeSettings::default()
    });
    let mut page = document.start_page_with(PageSettings::from_wh(width, height)?);
    let mut surface = page.surface();
    let across = width / tree.size().width();
    let down = height / tree.size().height();
    surface.push_transform(&Transform::from_scale(across, down));
    let mut fonts = Fonts::new(tree.fontdb());
    draw_group(tree.root(), &mut surface, &mut fonts);
    surface.pop();
    surface.finish();
    page.finish();
    document.set_metadata(
        Metadata::new()
            .title(figure.title.clone())
            .description(figure.facts.replace('\u{a0}', " "))
            .creator(software())
            .producer(software()),
    );
    document.embed_file(EmbeddedFile {
        path: RECIPE_FILE.to_owned(),
        mime_type: MimeType::new("application/json"),
        description: Some("What the figure was made from: open it in Glassbox".to_owned()),
        association_kind: AssociationKind::Source,
        data: figure.recipe.json(style).into_bytes().into(),
        modification_date: None,
        // Read back without a reader of PDF.
        compress: Some(false),
        location: None,
    })?;
    document.finish().ok()
}

/// Draws what a figure has: paths and text, in plain colours.
fn draw_group(group: &Group, surface: &mut Surface<'_>, fonts: &mut Fonts<'_>) {
    for node in group.children() {
        match node {
            Node::Group(group) => draw_group(group, surface, fonts),
            Node::Path(path) => draw_path(path, surface),
            Node::Text(text) => {
                surface.push_transform(&transform(text.abs_transform()));
                for span in text.layouted() {
                    draw_span(span, surface, fonts);
                }
                surface.pop();
            }
            Node::Image(_) => {}
        }
    }
}

fn draw_path(path: &usvg::Path, surface: &mut Surface<'_>) {
    let mut builder = PathBuilder::new();
    for segment in path.data().segments() {
        match segment {
            PathSegment::MoveTo(to) => builder.move_to(to.x, to.y),
            PathSegment::LineTo(to) => builder.line_to(to.x, to.y),
            PathSegment::QuadTo(by, to) => builder.quad_to(by.x, by.y, to.x, to.y),
            PathSegment::CubicTo(a, b, to) => builder.cubic_to(a.x, a.y, b.x, b.y, to.x, to.y),
            PathSegment::Close => builder.close(),
        }
    }
    let Some(outline) = builder.finish() else {
        return;
    };
    surface.set_fill(path.fill().and_then(fill));
    surface.set_stroke(path.stroke().and_then(stroke));
    surface.push_transform(&transform(path.abs_transform()));
    surface.draw_path(&outline);
    surface.pop();
}

fn draw_span(span: &Span, surface: &mut Surface<'_>, fonts: &mut Fonts<'_>) {
    surface.set_fill(span.fill.as_ref().and_then(fill));
    surface.set_stroke(None);
    let size = span.font_size.get();
    let mut rest = span.positioned_glyphs.as_slice();
    while let Some(first) = rest.first() {
        let Some(font) = fonts.font(first.font) else {
            rest = rest.get(1..).unwrap_or_default();
            continue;
        };
        let upright = |glyph: &PositionedGlyph| {
            let unscaled = font.units_per_em() / size;
            glyph.transform().pre_scale(unscaled, unscaled)
        };
        let origin = upright(first);
        let places = places_in_line(rest, origin, &upright);
        let (run, after) = rest.split_at(places.len().clamp(1, rest.len()));
        surface.push_transform(&transform(origin));
        let (text, glyphs) = glyphs_of(run, &places, size);
        let start = Point::from_xy(0.0, 0.0);
        surface.draw_glyphs(start, &glyphs, font, &text, size, false);
        surface.pop();
        rest = after;
    }
}

/// How far right of `origin` the first glyphs stand, as many as share its font and its line.
fn places_in_line(
    glyphs: &[PositionedGlyph],
    origin: tiny_skia::Transform,
    upright: &dyn Fn(&PositionedGlyph) -> tiny_skia::Transform,
) -> Vec<f32> {
    const NEAR: f32 = 1e-3;
    let Some(back) = origin.invert() else {
        return Vec::new();
    };
    let font = glyphs.first().map(|glyph| glyph.font);
    let places = glyphs.iter().map(|glyph| {
        let moved = back.pre_concat(upright(glyph));
        let is_alike = (moved.sx - 1.0).abs() < NEAR && moved.kx.abs() < NEAR;
        let is_in_line = is_alike && moved.ty.abs() < NEAR && Some(glyph.font) == font;
        is_in_line.then_some(moved.tx)
    });
    places.map_while(|place| place).collect()
}

/// The glyphs with what they write, each as far from the next as `places` say.
fn glyphs_of(run: &[PositionedGlyph], places: &[f32], size: f32) -> (String, Vec<KrillaGlyph>) {
    let mut text = String::new();
    let ends = places.iter().skip(1).copied().map(Some);
    let ends = ends.chain(std::iter::once(None));
    let glyphs = run.iter().zip(places.iter().zip(ends));
    let glyphs = glyphs.map(|(glyph, (from, to))| {
        let advance = to.map_or(0.0, |to| (to - from) / size);
        let start = text.len();
        text.push_str(&glyph.text);
        let id = GlyphId::new(glyph.id.0);
        KrillaGlyph::new(id, advance, 0.0, 0.0, 0.0, start..text.len(), None)
    });
    let glyphs = glyphs.collect();
    (text, glyphs)
}

/// The fonts of a figure, each read once.
struct Fonts<'a> {
    database: &'a fontdb::Database,
    known: HashMap<fontdb::ID, Option<Font>>,
}

impl<'a> Fonts<'a> {
    fn new(database: &'a fontdb::Database) -> Self {
        Self {
            database,
            known: HashMap::new(),
        }
    }

    fn font(&mut self, id: fontdb::ID) -> Option<Font> {
        let database = self.database;
        let read = || {
            let read = |data: &[u8], index| Font::new(data.to_vec().into(), index);
            database.with_face_data(id, read).flatten()
        };
        self.known.entry(id).or_insert_with(read).clone()
    }
}

fn transform(of: tiny_skia::Transform) -> Transform {
    Transform::from_row(of.sx, of.ky, of.kx, of.sy, of.tx, of.ty)
}

fn colour(paint: &Paint) -> Option<rgb::Color> {
    match paint {
        Paint::Color(colour) => Some(rgb::Color::new(colour.red, colour.green, colour.blue)),
        _ => None,
    }
}

fn opacity(opacity: Opacity) -> NormalizedF32 {
    NormalizedF32::new(opacity.get()).unwrap_or(NormalizedF32::ONE)
}

fn fill(fill: &usvg::Fill) -> Option<Fill> {
    Some(Fill {
        paint: colour(fill.paint())?.into(),
        opacity: opacity(fill.opacity()),
        ..Fill::default()
    })
}

fn stroke(stroke: &usvg::Stroke) -> Option<Stroke> {
    Some(Stroke {
        paint: colour(stroke.paint())?.into(),
        width: stroke.width().get(),
        miter_limit: stroke.miterlimit().get(),
        line_cap: match stroke.linecap() {
            usvg::LineCap::Butt => LineCap::Butt,
            usvg::LineCap::Round => LineCap::Round,
            usvg::LineCap::Square => LineCap::Square,
        },
        line_join: match stroke.linejoin() {
            usvg::LineJoin::Round => LineJoin::Round,
            usvg::LineJoin::Bevel => LineJoin::Bevel,
            usvg::LineJoin::Miter | usvg::LineJoin::MiterClip => LineJoin::Miter,
        },
        opacity: opacity(stroke.opacity()),
        dash: stroke.dasharray().map(|lengths| StrokeDash {
            array: lengths.to_vec(),
            offset: stroke.dashoffset(),
        }),
    })
}
