//! The PNG files of the icon, which desktops ask for in several sizes, are those of the drawing.

use std::fs;

use resvg::tiny_skia::{Pixmap, Transform};
use resvg::usvg::{Options, Tree};

use crate::fixtures::in_project;

/// What the icon theme of a Linux desktop has folders for.
const SIZES: [u32; 8] = [16, 24, 32, 48, 64, 128, 256, 512];

#[test]
fn the_icon_is_drawn_in_every_size() {
    let folder = in_project("assets/icon");
    let svg = fs::read(folder.join("glassbox.svg")).unwrap();
    let tree = Tree::from_data(&svg, &Options::default()).unwrap();
    for size in SIZES {
        let mut pixels = Pixmap::new(size, size).unwrap();
        let scale = size as f32 / tree.size().width();
        resvg::render(
            &tree,
            Transform::from_scale(scale, scale),
            &mut pixels.as_mut(),
        );
        let file = folder.join(format!("glassbox-{size}.png"));
        if std::env::var_os("GLASSBOX_UPDATE_GOLDEN").is_some() {
            fs::write(&file, pixels.encode_png().unwrap()).unwrap();
        }
        let there = Pixmap::decode_png(&fs::read(&file).unwrap()).unwrap();
        let differs = there.data() != pixels.data();
        assert!(!differs, "{} is of another drawing", file.display());
    }
}
