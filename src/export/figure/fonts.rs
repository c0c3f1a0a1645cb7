//! Which font writes which letters, and how wide they are.
//!
//! The bundled fonts come first, so that what they can write looks the same on every machine; the
//! system's fonts are asked only for what they lack. The choice among those depends on names and
//! not on the order in which they were found.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::{Arc, LazyLock, Mutex, PoisonError};

use resvg::usvg::fontdb::{Database, FaceInfo, ID, Source, Style};
use resvg::usvg::{FontResolver, Node, Options, Tree};
use skrifa::raw::TableProvider as _;
use skrifa::{FontRef, MetadataProvider as _};
use unicode_properties::{GeneralCategoryGroup, UnicodeGeneralCategory as _};

use super::embedded_font::font_face;
use super::font_choice::FigureFont;
use super::style::FigureError;
use super::xml::xml_text;

/// Written into every SVG: its own letters first; where neither they nor the bundled font are to be
/// had, Verdana has nearly its widths.
pub(super) const FAMILIES: &str = "Glassbox Sans, DejaVu Sans, Verdana, sans-serif";
/// The first of them, which is bundled.
const MAIN: &str = "DejaVu Sans";
/// The others that are bundled.
const SERIF: &str = "DejaVu Serif";
const EMOJI: &str = "Noto Emoji";
static BUNDLED: [&[u8]; 3] = [
    include_bytes!("../../../assets/fonts/DejaVuSans.ttf"),
    include_bytes!("../../../assets/fonts/DejaVuSerif.ttf"),
    include_bytes!("../../../assets/fonts/NotoEmoji-Regular.ttf"),
];

/// Letters of the longest text that is laid out to be measured.
const LONGEST_MEASURED: usize = 2000;

/// A stretch of text that one font writes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Run {
    /// The font's family; `None` for the main one.
    pub(super) family: Option<String>,
    /// What it writes.
    pub(super) text: String,
}

/// `text` cut where the font has to change; nearly always one run. `lead` writes what it can.
fn runs(text: &str, lead: Option<&'static Face>) -> Vec<Run> {
    let mut runs: Vec<Run> = Vec::new();
    let mut last: Option<&Face> = None;
    for c in text.chars() {
        // Spaces between emoji are not as wide as emoji.
        let goes_on = |face: &Face| !(c.is_ascii() && face.family == EMOJI);
        let stays = |face: &&Face| {
            is_part_of_neighbour(c) || (!c.is_alphanumeric() && face.has(c) && goes_on(face))
        };
        let leads = || lead.filter(|face| face.has(c));
        let face = last.filter(stays).or_else(leads).or_else(|| face_for(c));
        let family = face.map(|face| &face.family);
        let family = family.filter(|&family| family != MAIN);
        match runs.last_mut() {
            Some(run) if run.family.as_ref() == family => run.text.push(c),
            _ => runs.push(Run {
                family: family.cloned(),
                text: c.to_string(),
            }),
        }
        last = face;
    }
    runs
}

/// Whether `c` belongs to the letter before it: accents, joiners, variants.
fn is_part_of_neighbour(c: char) -> bool {
    let joins = matches!(c, '\u{200C}' | '\u{200D}' | '\u{1F3FB}'..='\u{1F3FF}');
    joins || c.general_category_group() == GeneralCategoryGroup::Mark
}

/// The name under which letters of `family` travel inside an SVG; of the fonts of the system, only
/// those of one that was chosen do.
fn embedded_name(family: &str) -> String {
    match family {
        MAIN => "Glassbox Sans".to_owned(),
        SERIF => "Glassbox Serif".to_owned(),
        EMOJI => "Glassbox Emoji".to_owned(),
        other => format!("Glassbox {other}"),
    }
}

/// An SVG made here, read back with the fonts that it was written for.
///
/// # Errors
/// It is no SVG.
pub(super) fn tree_from_svg(svg: &str, font: &FigureFont) -> Result<Tree, FigureError> {
    let of_system = matches!(font, FigureFont::System(_));
    let tree = Tree::from_str(svg, &options(svg, of_system));
    tree.map_err(|error| FigureError::NotDrawn(error.to_string()))
}

/// How the fonts are found when an SVG made here is read back.
fn options(svg: &str, of_system: bool) -> Options<'static> {
    let beyond_ascii: BTreeSet<char> = svg.chars().filter(|c| !c.is_ascii()).collect();
    let bundled_do = !of_system && beyond_ascii.into_iter().all(|c| ours(c).is_some());
    let fonts = if bundled_do { &*OURS } else { &*EVERY };
    Options {
        font_family: MAIN.to_owned(),
        fontdb: Arc::clone(&fonts.database),
        font_resolver: FontResolver {
            select_font: FontResolver::default_font_selector(),
            // Every run names a font that has its letters; another one would replace whole runs.
            select_fallback: Box::new(|_, _, _| None),
        },
        ..Options::default()
    }
}

/// Measures text by laying it out as the renderer does, and knows which font writes what.
#[derive(Default)]
pub(super) struct Ruler {
    known: RefCell<HashMap<String, f64>>,
    /// The font that writes what it can; `None` is the main one.
    lead: Option<&'static Face>,
}

impl Ruler {
    /// A ruler for figures in `font`.
    ///
    /// # Errors
    /// A font that is not here, or one that may not travel with a file.
    pub(super) fn new(font: &FigureFont) -> Result<Self, FigureError> {
        let lead = match font {
            FigureFont::Sans => None,
            FigureFont::Serif => OURS.faces.iter().find(|face| face.family == SERIF),
            FigureFont::System(family) => Some(face_of_system(family)?),
        };
        Ok(Self {
            known: RefCell::default(),
            lead,
        })
    }

    /// `text` cut where the font has to change; nearly always one run.
    pub(super) fn runs(&self, text: &str) -> Vec<Run> {
        runs(text, self.lead)
    }

    /// The families of a run, as SVG lists them; `None` for the main one.
    pub(super) fn families(&self, run: &Run) -> Option<String> {
        let family = run.family.as_deref()?;
        let travels = self.embedded().any(|face| face.family == family);
        let own = if travels {
            format!("{}, ", embedded_name(family))
        } else {
            String::new()
        };
        let kind = if family == SERIF {
            "serif"
        } else {
            "sans-serif"
        };
        Some(format!("{own}{family}, {kind}"))
    }

    /// A style sheet with the letters that were `drawn`, each with the family of its run.
    pub(super) fn style_sheet(&self, drawn: &BTreeSet<(Option<String>, char)>) -> String {
        let rules = self.embedded().filter_map(|face| {
            let family = Some(face.family.as_str()).filter(|&family| family != MAIN);
            let letters = drawn.iter().filter(|(other, _)| other.as_deref() == family);
            let letters: BTreeSet<char> = letters.map(|&(_, c)| c).collect();
            let rule = |font: &[u8], _| font_face(font, &embedded_name(&face.family), &letters);
            face.database.with_face_data(face.id, rule).flatten()
        });
        rules.collect()
    }

    /// The fonts whose letters travel inside an SVG.
    fn embedded(&self) -> impl Iterator<Item = &'static Face> {
        let bundled = OURS.faces.iter().filter(|face| face.family != SERIF);
        bundled.chain(self.lead)
    }

    /// The width of `text` in one line, in multiples of its font size.
    pub(super) fn width(&self, text: &str) -> f64 {
        if let Some(&width) = self.known.borrow().get(text) {
            return width;
        }
        if let Some((end, _)) = text.char_indices().nth(LONGEST_MEASURED) {
            // No line holds as much: roughly will do.
            let beginning = text.get(..end).unwrap_or_default();
            return self.width(beginning) * text.len() as f64 / end as f64;
        }
        let of_system = self.lead.is_some_and(|face| face.family != SERIF);
        let runs = self.runs(text);
        let width = runs.iter().map(|run| width_of_run(run, of_system)).sum();
        self.known.borrow_mut().insert(text.to_owned(), width);
        width
    }

    /// The width of the widest of `texts`; 0 without any.
    pub(super) fn widest<S: AsRef<str>>(&self, texts: impl IntoIterator<Item = S>) -> f64 {
        let widths = texts.into_iter().map(|text| self.width(text.as_ref()));
        widths.fold(0.0, f64::max)
    }
}

fn width_of_run(run: &Run, of_system: bool) -> f64 {
    const SIZE: f64 = 100.0;
    let family = run.family.as_deref().unwrap_or(MAIN);
    let svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"9\" height=\"9\" \
         xml:space=\"preserve\"><text x=\"0\" y=\"0\" font-family=\"{}\" \
         font-size=\"{SIZE}\">{}</text></svg>",
        xml_text(family),
        xml_text(&run.text)
    );
    let tree = Tree::from_str(&svg, &options(&run.text, of_system));
    let text = tree.ok().and_then(|tree| {
        let nodes = tree.root().children().iter();
        nodes.into_iter().find_map(|node| match node {
            Node::Text(text) => Some(f64::from(text.bounding_box().width())),
            _ => None,
        })
    });
    text.unwrap_or(0.0) / SIZE
}

struct Fonts {
    database: Arc<Database>,
    /// The first asked first.
    faces: Vec<Face>,
}

struct Face {
    id: ID,
    family: String,
    database: Arc<Database>,
}

static OURS: LazyLock<Fonts> = LazyLock::new(|| Fonts::new(bundled()));

static EVERY: LazyLock<Fonts> = LazyLock::new(|| {
    let mut database = bundled();
    database.load_system_fonts();
    Fonts::new(database)
});

fn bundled() -> Database {
    let mut database = Database::new();
    for bytes in BUNDLED {
        database.load_font_source(Source::Binary(Arc::new(bytes)));
    }
    database
}

impl Fonts {
    fn new(database: Database) -> Self {
        let mut infos: Vec<FaceInfo> = database.faces().cloned().collect();
        // The bundled ones come from memory.
        infos.sort_by_cached_key(|info| (matches!(info.source, Source::File(_)), rank(info)));
        let database = Arc::new(database);
        let faces = infos.into_iter().filter_map(|info| {
            Some(Face {
                id: info.id,
                family: info.families.first()?.0.clone(),
                database: Arc::clone(&database),
            })
        });
        Self {
            faces: faces.collect(),
            database: Arc::clone(&database),
        }
    }
}

impl Face {
    /// Whether its maker lets it be embedded in a document (`fsType` of the table `OS/2`).
    fn may_travel(&self) -> bool {
        const RESTRICTED: u16 = 0x2;
        const BITMAPS_ALONE: u16 = 0x200;
        let kind = self.database.with_face_data(self.id, |data, index| {
            let font = FontRef::from_index(data, index).ok()?;
            Some(font.os2().ok()?.fs_type())
        });
        let kind = kind.flatten().unwrap_or_default();
        kind & 0xF != RESTRICTED && kind & BITMAPS_ALONE == 0
    }

    fn has(&self, c: char) -> bool {
        let has = self.database.with_face_data(self.id, |data, index| {
            let font = FontRef::from_index(data, index).ok()?;
            font.charmap().map(c)
        });
        has.flatten().is_some()
    }
}

/// Plain upright sans-serif faces first; then by name.
fn rank(info: &FaceInfo) -> (bool, bool, u16, bool, bool, bool, usize, String) {
    let family = info.families.first().map_or("", |family| family.0.as_str());
    (
        family.contains("Color"),
        info.style != Style::Normal,
        info.weight.0.abs_diff(400),
        family.contains("Mono"),
        !family.contains("Sans"),
        // Of Noto's Han fonts, which differ in a few strokes, the one most readers expect.
        family.contains("CJK") && !family.contains("CJK SC"),
        family.len(),
        format!("{family} {}", info.post_script_name),
    )
}

/// The first face that has `c`, if there is one.
fn face_for(c: char) -> Option<&'static Face> {
    static CHOSEN: Mutex<BTreeMap<char, Option<usize>>> = Mutex::new(BTreeMap::new());
    let bundled = ours(c);
    if bundled.is_some() || c.is_control() {
        return bundled;
    }
    let mut chosen = CHOSEN.lock().unwrap_or_else(PoisonError::into_inner);
    let place = chosen
        .entry(c)
        .or_insert_with(|| EVERY.faces.iter().position(|face| face.has(c)));
    EVERY.faces.get((*place)?)
}

fn ours(c: char) -> Option<&'static Face> {
    // The serif one writes only where it was chosen.
    let mut faces = OURS.faces.iter().filter(|face| face.family != SERIF);
    faces.find(|face| face.has(c))
}

/// The upright face of a family of the system.
fn face_of_system(family: &str) -> Result<&'static Face, FigureError> {
    let mut faces = EVERY.faces.iter();
    let face = faces.find(|face| face.family.eq_ignore_ascii_case(family));
    let face = face.ok_or_else(|| FigureError::NoFont(family.to_owned()))?;
    if face.may_travel() {
        Ok(face)
    } else {
        Err(FigureError::FontStays(face.family.clone()))
    }
}

/// Checks that figures can be written in `font`.
///
/// # Errors
/// A font that is not here, or one that may not travel with a file.
pub fn check_font(font: &FigureFont) -> Result<(), FigureError> {
    Ruler::new(font).map(drop)
}

/// The families that a figure may be written in beside the bundled ones, by name. Reads every font
/// of the system.
pub fn font_families() -> Vec<String> {
    let faces = EVERY.faces.iter();
    let faces = faces.filter(|face| face.has('a') && face.has('0') && face.may_travel());
    let families: BTreeSet<&str> = faces.map(|face| face.family.as_str()).collect();
    let bundled = [MAIN, SERIF, EMOJI];
    let others = families
        .into_iter()
        .filter(|family| !bundled.contains(family));
    others.map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn run(family: Option<&str>, text: &str) -> Run {
        Run {
            family: family.map(str::to_owned),
            text: text.to_owned(),
        }
    }

    #[test]
    fn what_the_bundled_fonts_write_is_one_run_on_every_machine() {
        for text in ["Who is ## Ġ ▁ τ ≤ é?", "العربية", "привет, Ελλάδα"]
        {
            assert_eq!(runs(text, None), [run(None, text)]);
        }
        assert_eq!(runs("", None), []);
        assert_eq!(
            runs("a 🍕 b", None),
            [
                run(None, "a "),
                run(Some("Noto Emoji"), "🍕"),
                run(None, " b")
            ]
        );
        // An accent stays with its letter, a skin role with its hand.
        assert_eq!(runs("e\u{301}", None).len(), 1);
        assert_eq!(runs("👍🏽", None).len(), 1);
    }

    #[test]
    fn a_text_twice_as_long_is_twice_as_wide() {
        let ruler = Ruler::default();
        let once = ruler.width("minister");
        assert!((3.0..6.0).contains(&once), "{once}");
        let twice = ruler.width("ministerminister");
        assert!((twice - 2.0 * once).abs() < 0.1, "{twice}");
        assert_eq!(ruler.width("minister"), once);
        assert_eq!(ruler.width(""), 0.0);
    }
}
