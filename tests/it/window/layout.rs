//! Where everything stands in each view, at two sizes, as text held in `tests/golden/layout`: what
//! moves, is cut or is gone shows as a line that differs. Controls lie apart from one another.

use std::fmt::Write as _;

use eframe::egui::accesskit::Role;
use eframe::egui::{Rect, Vec2};
use egui_kittest::Harness;
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use glassbox::ui::{App, Document, Opening, Settings, ViewId};

use crate::golden::{Files, assert_golden};

use super::harness::{settle, window_of};

pub(crate) const VIEWS: [ViewId; 13] = [
    ViewId::new("Tokens"),
    ViewId::new("Layers"),
    ViewId::new("Attention"),
    ViewId::new("Compare"),
    ViewId::new("Drift"),
    ViewId::new("Models"),
    ViewId::new("Paper"),
    ViewId::new("Corpus"),
    ViewId::new("Match"),
    ViewId::new("Search"),
    ViewId::new("Lens"),
    ViewId::new("Labels"),
    ViewId::new("Effects"),
];
const SIZES: [[f32; 2]; 2] = [[1180.0, 800.0], [760.0, 520.0]];

/// The height of the status bar, in points.
const STATUS_BAR: f32 = 26.0;

/// A thing with a name, and where it is.
struct Item {
    role: Role,
    label: String,
    rect: Rect,
}

/// The part of everything with a name that is inside the window, from the top.
fn items(window: &Harness<'_, App>) -> Vec<Item> {
    let page = window.ctx.content_rect();
    let mut items = whole_items(window);
    for item in &mut items {
        item.rect = item.rect.intersect(page);
    }
    items.retain(|item| item.rect.is_positive());
    let key = |item: &Item| (item.rect.top() as i32, item.rect.left() as i32);
    items.sort_by(|a, b| key(a).cmp(&key(b)).then_with(|| a.label.cmp(&b.label)));
    items
}

/// Everything with a name, inside the window or not.
fn whole_items(window: &Harness<'_, App>) -> Vec<Item> {
    window
        .query_all_by(|node| node.label().is_some() || node.role() == Role::Label)
        .filter_map(|node| {
            let rect = node.rect();
            let node = node.accesskit_node();
            let text = || (node.role() == Role::Label).then(|| node.value()).flatten();
            let item = Item {
                role: node.role(),
                label: node.label().or_else(text)?,
                rect,
            };
            (rect.is_positive()).then_some(item)
        })
        .collect()
}

/// A line for each item: left, top, width, height, what it is, what it says.
fn as_text(items: &[Item]) -> String {
    items.iter().fold(String::new(), |mut text, item| {
        let (at, size) = (item.rect.min, item.rect.size());
        let numbers = [at.x, at.y, size.x, size.y].map(|number| number.round() as i32);
        let [x, y, width, height] = numbers;
        let label: String = item.label.chars().take(80).collect();
        let role = item.role;
        let _ = writeln!(
            text,
            "{x:>5} {y:>4} {width:>5} {height:>4}  {role:?}  {label:?}"
        );
        text
    })
}

fn is_control(item: &Item) -> bool {
    matches!(
        item.role,
        Role::Button | Role::CheckBox | Role::ComboBox | Role::Slider | Role::SpinButton
    )
}

/// Two controls of which one covers part of the other.
fn overlap(items: &[Item]) -> Option<String> {
    let controls: Vec<&Item> = items.iter().filter(|item| is_control(item)).collect();
    controls.iter().enumerate().find_map(|(index, a)| {
        let covers = |b: &&&Item| a.rect.shrink(1.5).intersects(b.rect.shrink(1.5));
        let b = controls[index + 1..].iter().find(covers)?;
        Some(format!("{} and {} overlap", a.label, b.label))
    })
}

/// Two prompts and two models, looked at in `view`.
pub(crate) fn document_on(view: ViewId) -> Document {
    Document {
        prompt: "Who is the prime minister of Canada?".to_owned(),
        prompt_b: "Who is the president of France?".to_owned(),
        second_model: Document::default().model,
        settings: Settings {
            view,
            ..Settings::default()
        },
        ..Document::default()
    }
}

/// A control of which a part lies outside the window, where nothing scrolls sideways.
fn cut(items: &[Item], width: f32) -> Option<String> {
    let outside = |item: &&Item| item.rect.left() < -0.5 || item.rect.right() > width + 0.5;
    // The heads of tables are no controls of these: a table scrolls sideways.
    let mut controls = items.iter().filter(|item| is_control(item));
    let item = controls.find(outside)?;
    Some(format!("{} is cut: {:?}", item.label, item.rect))
}

/// A list that does not stand beside its name, where the row wraps.
fn parted(items: &[Item]) -> Option<&str> {
    let mut lists = items.iter().filter(|item| item.role == Role::ComboBox);
    let list = lists.find(|list| {
        let is_name = |item: &&Item| item.role == Role::Label && item.label == list.label;
        let mut names = items.iter().filter(is_name).peekable();
        let beside = |name: &Item| (name.rect.center().y - list.rect.center().y).abs() < 12.0;
        names.peek().is_some() && !names.any(beside)
    });
    list.map(|list| list.label.as_str())
}

#[test]
fn no_control_is_cut_or_covered_at_any_width() {
    for view in VIEWS {
        let mut window = window_of(document_on(view.clone()), Opening::default());
        settle(&mut window);
        let widths = (560..=2000).step_by(80);
        // Low, and so high that a whole page is in sight.
        for (width, height) in widths.flat_map(|width| [(width, 800.0), (width, 2400.0)]) {
            let width = width as f32;
            window.set_size(Vec2::new(width, height));
            window.run_steps(2);
            let mut items = whole_items(&window);
            // What a page has scrolled half behind the status bar is not drawn there.
            let edge = height - STATUS_BAR;
            items.retain(|item| item.rect.top() >= edge || item.rect.bottom() <= edge);
            let name = format!("{} at {width} x {height}", view.name());
            assert_eq!(cut(&items, width), None, "{name}");
            assert_eq!(overlap(&items), None, "{name}");
            assert_eq!(parted(&items), None, "{name}");
        }
    }
}

#[test]
fn golden_layout_of_every_view_at_two_sizes() {
    let mut files = Files::new();
    for view in VIEWS {
        let mut window = window_of(document_on(view.clone()), Opening::default());
        for size in SIZES {
            window.set_size(Vec2::from(size));
            settle(&mut window);
            let items = items(&window);
            let name = format!("{}-{}.txt", view.name(), size[0]).to_lowercase();
            assert_eq!(overlap(&items), None, "{name}");
            files.insert(name, as_text(&items).into_bytes());
        }
    }
    assert_golden("layout", files);
}
