//! Pixels of the window without a display or a graphics card: what egui gives a card to draw,
//! filled in triangle by triangle. Whole numbers decide which pixels a triangle covers, so they are
//! the same on every machine.

use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;

use eframe::egui::epaint::{Color32, ColorImage, ImageData, Mesh, Primitive, Vertex};
use eframe::egui::{Pos2, Rect, TextureId, TexturesDelta};
use egui_kittest::{Harness, TestRenderer};

/// Parts of a pixel: a corner of a triangle is moved to the nearest one.
const PARTS: f32 = 256.0;

/// A picture, row by row from the top.
pub(crate) struct Picture {
    pub(crate) width: usize,
    pub(crate) height: usize,
    pub(crate) pixels: Vec<Color32>,
}

/// The images that the window's triangles are cut from: glyphs, most of all.
#[derive(Clone, Default)]
pub(crate) struct Textures(Rc<RefCell<HashMap<TextureId, ColorImage>>>);

impl TestRenderer for Textures {
    fn handle_delta(&mut self, delta: &mut TexturesDelta) {
        let mut textures = self.0.borrow_mut();
        for (id, parts) in delta.set.drain() {
            for part in parts {
                let ImageData::Color(image) = part.image;
                if let Some(at) = part.pos {
                    patch(textures.get_mut(&id).unwrap(), at, &image);
                } else {
                    textures.insert(id, image.as_ref().clone());
                }
            }
        }
        for id in delta.free.drain() {
            textures.remove(&id);
        }
    }
}

/// Puts `part` into `whole`, its corner at `at`.
fn patch(whole: &mut ColorImage, at: [usize; 2], part: &ColorImage) {
    let (width, from) = (part.width(), whole.width());
    for (row, pixels) in part.pixels.chunks_exact(width).enumerate() {
        let start = (at[1] + row) * from + at[0];
        whole.pixels[start..start + width].copy_from_slice(pixels);
    }
}

/// What the last frame looks like, a point of the window a pixel.
pub(crate) fn picture_of<App>(window: &Harness<'_, App>, textures: &Textures) -> Picture {
    let size = window.ctx.content_rect().size();
    let (width, height) = (size.x as usize, size.y as usize);
    let mut picture = Picture {
        width,
        height,
        pixels: vec![Color32::BLACK; width * height],
    };
    let textures = textures.0.borrow();
    for part in window.ctx.tessellate(window.output().shapes.clone(), 1.0) {
        let Primitive::Mesh(mesh) = part.primitive else {
            panic!("the window draws something that is no triangle");
        };
        picture.fill(&mesh, &textures[&mesh.texture_id], part.clip_rect);
    }
    picture
}

impl Picture {
    fn fill(&mut self, mesh: &Mesh, texture: &ColorImage, clip: Rect) {
        let size = Pos2::new(self.width as f32, self.height as f32);
        let clip = clip.intersect(Rect::from_min_max(Pos2::ZERO, size));
        let corner = |index: &u32| &mesh.vertices[*index as usize];
        for triangle in mesh.indices.chunks_exact(3) {
            let [a, b, c] = [&triangle[0], &triangle[1], &triangle[2]].map(corner);
            self.fill_triangle([a, b, c], texture, clip);
        }
    }

    fn fill_triangle(&mut self, [a, b, c]: [&Vertex; 3], texture: &ColorImage, clip: Rect) {
        let area = doubled_area(in_parts(a.pos), in_parts(b.pos), in_parts(c.pos));
        let corners = match area {
            0 => return,
            1.. => [a, b, c],
            _ => [a, c, b],
        };
        let places = corners.map(|corner| in_parts(corner.pos));
        let bounds = Rect::from_points(&corners.map(|corner| corner.pos));
        let inside = bounds.expand(1.0).intersect(clip.round());
        // Most of what a window shows is of one colour.
        let is_plain = corners
            .iter()
            .all(|corner| (corner.uv, corner.color) == (corners[0].uv, corners[0].color));
        let plain = is_plain.then(|| colour_at(corners, [1.0, 0.0, 0.0], texture));
        for y in inside.top() as usize..inside.bottom().max(0.0) as usize {
            for x in inside.left() as usize..inside.right().max(0.0) as usize {
                let place = in_parts(Pos2::new(x as f32 + 0.5, y as f32 + 0.5));
                let Some(shares) = shares_at(place, places) else {
                    continue;
                };
                let above = plain.unwrap_or_else(|| {
                    let shares = shares.map(|share| share as f32 / area.abs() as f32);
                    colour_at(corners, shares, texture)
                });
                let pixel = &mut self.pixels[y * self.width + x];
                *pixel = pixel.blend(above);
            }
        }
    }
}

/// How much each corner counts at `place`; `None` outside of the triangle. What lies on an edge
/// belongs to the triangle to the right of it or below.
fn shares_at(place: [i64; 2], corners: [[i64; 2]; 3]) -> Option<[i64; 3]> {
    let share = |from: usize, to: usize| {
        let (from, to) = (corners[from], corners[to]);
        let share = doubled_area(from, to, place);
        let is_left_or_top = to[1] < from[1] || (to[1] == from[1] && to[0] > from[0]);
        (share > 0 || (share == 0 && is_left_or_top)).then_some(share)
    };
    Some([share(1, 2)?, share(2, 0)?, share(0, 1)?])
}

/// Twice the area of a triangle: positive where its corners go round as a clock's hands do.
fn doubled_area(a: [i64; 2], b: [i64; 2], c: [i64; 2]) -> i64 {
    (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])
}

fn in_parts(place: Pos2) -> [i64; 2] {
    [place.x, place.y].map(|at| (at * PARTS).round() as i64)
}

/// The colour between the corners, times the texture's there.
fn colour_at(corners: [&Vertex; 3], shares: [f32; 3], texture: &ColorImage) -> Color32 {
    let between = |value: &dyn Fn(&Vertex) -> f32| {
        let values = corners.iter().zip(shares);
        values
            .map(|(corner, share)| value(corner) * share)
            .sum::<f32>()
    };
    let [width, height] = texture.size;
    let column = (between(&|corner| corner.uv.x) * width as f32) as usize;
    let row = (between(&|corner| corner.uv.y) * height as f32) as usize;
    let texel = texture.pixels[row.min(height - 1) * width + column.min(width - 1)].to_array();
    let channel = |index: usize| {
        let colour = between(&|corner| f32::from(corner.color.to_array()[index]));
        (colour * f32::from(texel[index]) / 255.0).round() as u8
    };
    Color32::from_rgba_premultiplied(channel(0), channel(1), channel(2), channel(3))
}
