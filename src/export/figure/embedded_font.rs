//! The letters of a figure as a small font inside its SVG, so that it looks the same where the
//! bundled fonts are not installed. A subset of a TrueType font
//! (<https://learn.microsoft.com/typography/opentype/spec/otff>): the outlines of a few glyphs,
//! without hints, under a name of its own.
//!
//! Letters that only come out right when a whole word is shaped (Arabic, accents set upon letters)
//! are left to the fonts of the reader.
//!
//! Written here because no crate fits: `subsetter` leaves out the table of letters, which only PDF
//! can do without, and `skera` is a subsetter for all of OpenType, many times the size of this file,
//! whose tables would change the bytes of every figure.

use std::collections::{BTreeMap, BTreeSet};

use skrifa::raw::TableProvider as _;
use skrifa::raw::types::Tag;
use skrifa::string::StringId;
use skrifa::{FontRef, GlyphId, MetadataProvider as _};

/// A style sheet rule that holds the glyphs of `letters` in `font` under the name `family`; `None`
/// if the font has none of them.
pub(super) fn font_face(font: &[u8], family: &str, letters: &BTreeSet<char>) -> Option<String> {
    let bytes = subset(font, family, letters)?;
    Some(format!(
        "@font-face{{font-family:\"{family}\";src:url(data:font/ttf;base64,{}) \
         format(\"truetype\")}}",
        base64(&bytes)
    ))
}

/// Whether a glyph of `c` alone is all there is to writing it.
fn stands_alone(c: char) -> bool {
    matches!(c,
        ' '..='~' | '\u{A0}'..='\u{2FF}' | '\u{370}'..='\u{482}' | '\u{48A}'..='\u{58F}'
        | '\u{1E00}'..='\u{1FFF}' | '\u{2010}'..='\u{2027}' | '\u{2030}'..='\u{205E}'
        | '\u{2070}'..='\u{20CF}' | '\u{2100}'..='\u{2BFF}' | '\u{1F000}'..='\u{1FAFF}')
        && !matches!(c, '\u{1F3FB}'..='\u{1F3FF}' | '\u{1F1E6}'..='\u{1F1FF}')
}

fn subset(font: &[u8], family: &str, letters: &BTreeSet<char>) -> Option<Vec<u8>> {
    let source = Source {
        font: FontRef::new(font).ok()?,
    };
    let charmap = source.font.charmap();
    let found = letters.iter().copied().filter(|&c| stands_alone(c));
    let chars: BTreeMap<char, u16> = found
        .filter_map(|c| Some((c, u16::try_from(charmap.map(c)?.to_u32()).ok()?)))
        .collect();
    if chars.is_empty() {
        return None;
    }
    // Glyph 0 stands for a missing letter in every font; parts of glyphs come along.
    let mut kept: Vec<u16> = vec![0];
    kept.extend(chars.values());
    let mut next = 0;
    let mut numbers: BTreeMap<u16, u16> = BTreeMap::new();
    while let Some(&glyph) = kept.get(next) {
        next += 1;
        if numbers.contains_key(&glyph) {
            continue;
        }
        numbers.insert(glyph, numbers.len() as u16);
        kept.extend(
            components(source.glyph(glyph)?)
                .into_iter()
                .map(|part| part.glyph),
        );
    }
    let mut order: Vec<(u16, u16)> = numbers.iter().map(|(&old, &new)| (new, old)).collect();
    order.sort_unstable();

    let (mut glyphs, mut places, mut metrics) = (Vec::new(), Vec::new(), Vec::new());
    for &(_, old) in &order {
        places.extend((glyphs.len() as u32).to_be_bytes());
        glyphs.extend(plain_glyph(source.glyph(old)?, &numbers)?);
        glyphs.resize(glyphs.len().next_multiple_of(4), 0);
        metrics.extend(source.metrics(old)?);
    }
    places.extend((glyphs.len() as u32).to_be_bytes());
    let count = (order.len() as u16).to_be_bytes();
    let changed = |tag: [u8; 4], at: usize, bytes: &[u8]| -> Option<Vec<u8>> {
        let mut table = source.table(tag)?.to_vec();
        table.get_mut(at..at + bytes.len())?.copy_from_slice(bytes);
        Some(table)
    };
    let tables: [([u8; 4], Vec<u8>); 10] = [
        (*b"OS/2", source.table(*b"OS/2")?.to_vec()),
        (*b"cmap", charmap_table(&chars, &numbers)),
        (*b"glyf", glyphs),
        // Places of glyphs in 32 bits.
        (*b"head", changed(*b"head", 50, &[0, 1])?),
        (*b"hhea", changed(*b"hhea", 34, &count)?),
        (*b"hmtx", metrics),
        (*b"loca", places),
        (*b"maxp", changed(*b"maxp", 4, &count)?),
        (*b"name", name_table(&source.font, family)),
        // Version 3: glyphs have no names.
        (*b"post", [&[0, 3, 0, 0][..], &[0; 28]].concat()),
    ];
    Some(file(&tables))
}

/// The tables of the font that the glyphs come from.
struct Source<'a> {
    font: FontRef<'a>,
}

impl<'a> Source<'a> {
    fn table(&self, tag: [u8; 4]) -> Option<&'a [u8]> {
        Some(self.font.table_data(Tag::new(&tag))?.as_bytes())
    }

    /// The outline of a glyph; empty for a space.
    fn glyph(&self, glyph: u16) -> Option<&'a [u8]> {
        let places = self.font.loca(None::<bool>).ok()?;
        let at = usize::from(glyph);
        let (from, to) = (
            places.get_raw(at)? as usize,
            places.get_raw(at + 1)? as usize,
        );
        self.table(*b"glyf")?.get(from..to)
    }

    /// How far the glyph reaches and where it starts.
    fn metrics(&self, glyph: u16) -> Option<[u8; 4]> {
        let (metrics, glyph) = (self.font.hmtx().ok()?, GlyphId::from(glyph));
        let (width, start) = (metrics.advance(glyph)?, metrics.side_bearing(glyph)?);
        let ([a, b], [c, d]) = (width.to_be_bytes(), start.to_be_bytes());
        Some([a, b, c, d])
    }
}

/// A glyph inside another one.
struct Component {
    /// Where it begins in the outline, and how long it is.
    at: usize,
    length: usize,
    glyph: u16,
}

/// What a glyph is put together from; nothing for one with an outline of its own.
fn components(outline: &[u8]) -> Vec<Component> {
    const WORDS: u16 = 0x1;
    const SCALES: [(u16, usize); 3] = [(0x8, 2), (0x40, 4), (0x80, 8)];
    const MORE: u16 = 0x20;
    let mut components = Vec::new();
    let is_composite = u16_at(outline, 0).is_some_and(|contours| contours >= 0x8000);
    let mut at = 10;
    while is_composite
        && let Some((flags, glyph)) = u16_at(outline, at).zip(u16_at(outline, at + 2))
    {
        let offsets = if flags & WORDS == 0 { 2 } else { 4 };
        let scale = SCALES.into_iter().find(|(flag, _)| flags & flag != 0);
        let length = 4 + offsets + scale.map_or(0, |(_, length)| length);
        components.push(Component { at, length, glyph });
        if flags & MORE == 0 {
            break;
        }
        at += length;
    }
    components
}

/// The outline without hints, its parts by their new numbers.
fn plain_glyph(outline: &[u8], numbers: &BTreeMap<u16, u16>) -> Option<Vec<u8>> {
    const HAS_HINTS: u16 = 0x100;
    if outline.is_empty() {
        return Some(Vec::new());
    }
    let components = components(outline);
    if components.is_empty() {
        let contours = usize::from(u16_at(outline, 0)?);
        let hints = 10 + 2 * contours;
        let length = usize::from(u16_at(outline, hints)?);
        let points = outline.get(hints + 2 + length..)?;
        return Some([outline.get(..hints)?, &[0, 0], points].concat());
    }
    let mut plain = outline.get(..10)?.to_vec();
    for component in components {
        let end = component.at + component.length;
        let flags = u16_at(outline, component.at)? & !HAS_HINTS;
        plain.extend(flags.to_be_bytes());
        plain.extend(numbers.get(&component.glyph)?.to_be_bytes());
        plain.extend(outline.get(component.at + 4..end)?);
    }
    Some(plain)
}

/// From letters to glyphs: one table of single letters (format 12).
fn charmap_table(chars: &BTreeMap<char, u16>, numbers: &BTreeMap<u16, u16>) -> Vec<u8> {
    let length = 16 + 12 * chars.len() as u32;
    let mut table = Vec::new();
    // Version 0, one subtable: Unicode, whole range, 12 bytes on.
    for word in [0_u16, 1, 3, 10, 0, 12, 12, 0] {
        table.extend(word.to_be_bytes());
    }
    for number in [length, 0, chars.len() as u32] {
        table.extend(number.to_be_bytes());
    }
    for (&c, glyph) in chars {
        let glyph = numbers.get(glyph).copied().unwrap_or(0);
        for number in [u32::from(c), u32::from(c), u32::from(glyph)] {
            table.extend(number.to_be_bytes());
        }
    }
    table
}

/// Whose work it is, and the name of its own that a changed font must have.
fn name_table(font: &FontRef<'_>, family: &str) -> Vec<u8> {
    let of_font = |id: StringId| -> String {
        let text = font.localized_strings(id).english_or_first();
        text.map(|text| text.chars().collect()).unwrap_or_default()
    };
    let file_name = family.replace(' ', "");
    let names = [
        (0_u16, of_font(StringId::COPYRIGHT_NOTICE)),
        (1, family.to_owned()),
        (2, "Regular".to_owned()),
        (4, family.to_owned()),
        (6, file_name),
        (13, of_font(StringId::LICENSE_DESCRIPTION)),
    ];
    let (mut records, mut texts) = (Vec::new(), Vec::new());
    for (id, text) in &names {
        let start = texts.len() as u16;
        texts.extend(text.encode_utf16().flat_map(u16::to_be_bytes));
        let length = texts.len() as u16 - start;
        // For Windows, in Unicode, in English.
        for word in [3, 1, 0x409, *id, length, start] {
            records.extend(word.to_be_bytes());
        }
    }
    let head = [0, names.len() as u16, 6 + records.len() as u16];
    let head: Vec<u8> = head.into_iter().flat_map(u16::to_be_bytes).collect();
    [head, records, texts].concat()
}

/// A font file of `tables`, which are in the order of their names.
fn file(tables: &[([u8; 4], Vec<u8>)]) -> Vec<u8> {
    let count = tables.len() as u16;
    let power = count.ilog2();
    let range = 16 << power;
    let mut head: Vec<u8> = vec![0, 1, 0, 0];
    for word in [count, range, power as u16, 16 * count - range] {
        head.extend(word.to_be_bytes());
    }
    let mut body: Vec<u8> = Vec::new();
    let start = 12 + 16 * tables.len();
    for (tag, table) in tables {
        head.extend(tag);
        for number in [
            checksum(table),
            (start + body.len()) as u32,
            table.len() as u32,
        ] {
            head.extend(number.to_be_bytes());
        }
        body.extend(table);
        body.resize(body.len().next_multiple_of(4), 0);
    }
    [head, body].concat()
}

fn checksum(table: &[u8]) -> u32 {
    let words = table.chunks(4).map(|chunk| {
        let byte = |at: usize| u32::from(chunk.get(at).copied().unwrap_or(0));
        byte(0) << 24 | byte(1) << 16 | byte(2) << 8 | byte(3)
    });
    words.fold(0, u32::wrapping_add)
}

fn u16_at(bytes: &[u8], at: usize) -> Option<u16> {
    let pair = bytes.get(at..at + 2)?;
    Some(u16::from_be_bytes(pair.try_into().ok()?))
}

fn base64(bytes: &[u8]) -> String {
    const SIGNS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for chunk in bytes.chunks(3) {
        let byte = |at: usize| u32::from(chunk.get(at).copied().unwrap_or(0));
        let bits = byte(0) << 16 | byte(1) << 8 | byte(2);
        for place in 0..4 {
            let sign = SIGNS.get((bits >> (18 - 6 * place) & 63) as usize);
            let is_padding = place > chunk.len() as u32;
            text.push(
                sign.filter(|_| !is_padding)
                    .map_or('=', |&sign| sign.into()),
            );
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use skrifa::instance::{LocationRef, Size};
    use skrifa::outline::{DrawSettings, OutlinePen};

    use super::*;

    const SANS: &[u8] = include_bytes!("../../../assets/fonts/DejaVuSans.ttf");

    #[derive(Default, PartialEq, Debug)]
    struct Strokes(Vec<[f32; 6]>);

    impl OutlinePen for Strokes {
        fn move_to(&mut self, x: f32, y: f32) {
            self.0.push([x, y, 0.0, 0.0, 0.0, 0.0]);
        }
        fn line_to(&mut self, x: f32, y: f32) {
            self.0.push([x, y, 1.0, 0.0, 0.0, 0.0]);
        }
        fn quad_to(&mut self, a: f32, b: f32, x: f32, y: f32) {
            self.0.push([x, y, 2.0, a, b, 0.0]);
        }
        fn curve_to(&mut self, ax: f32, ay: f32, bx: f32, by: f32, x: f32, y: f32) {
            self.0.push([x, y, ax, ay, bx, by]);
        }
        fn close(&mut self) {}
    }

    fn drawn(font: &[u8], c: char) -> (Strokes, Option<f32>) {
        let font = FontRef::new(font).unwrap();
        let glyph = font.charmap().map(c).unwrap();
        let mut strokes = Strokes::default();
        let size = Size::unscaled();
        let outline = font.outline_glyphs().get(glyph).unwrap();
        let settings = DrawSettings::unhinted(size, LocationRef::default());
        outline.draw(settings, &mut strokes).unwrap();
        let metrics = font.glyph_metrics(size, LocationRef::default());
        (strokes, metrics.advance_width(glyph))
    }

    #[test]
    fn a_subset_has_the_same_outlines_and_widths() {
        let letters: BTreeSet<char> = "Who is AÄÉñ τ\u{2212}→ ## …?".chars().collect();
        let bytes = subset(SANS, "Test Sans", &letters).unwrap();
        assert!(bytes.len() < 20_000, "{}", bytes.len());
        for &c in &letters {
            assert_eq!(drawn(&bytes, c), drawn(SANS, c), "{c}");
        }
        let strokes = |c: char| drawn(&bytes, c).0.0.len();
        assert!(
            strokes('Ä') > strokes('A') + 2,
            "a letter of parts has all of them"
        );
        let font = FontRef::new(&bytes).unwrap();
        assert_eq!(font.charmap().map('z'), None);
        let family = font
            .localized_strings(StringId::FAMILY_NAME)
            .english_or_first();
        assert_eq!(family.unwrap().to_string(), "Test Sans");
    }

    #[test]
    fn letters_that_need_shaping_are_left_to_the_reader() {
        let arabic: BTreeSet<char> = "العربية\u{301}".chars().collect();
        assert_eq!(subset(SANS, "Test Sans", &arabic), None);
        assert_eq!(subset(b"no font", "Test Sans", &arabic), None);
    }

    #[test]
    fn base64_is_that_of_rfc_4648() {
        for (plain, coded) in [
            ("", ""),
            ("f", "Zg=="),
            ("fo", "Zm8="),
            ("foobar", "Zm9vYmFy"),
        ] {
            assert_eq!(base64(plain.as_bytes()), coded);
        }
    }
}
