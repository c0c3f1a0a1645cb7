//! Text made to fit: shortened with a mark, broken into lines.

use unicode_properties::{GeneralCategoryGroup, UnicodeGeneralCategory as _};

use super::fonts::Ruler;

/// `text`, or as much of its beginning as fits `room` (in multiples of the font size) with `…`.
pub(super) fn shortened(ruler: &Ruler, text: &str, room: f64) -> String {
    if ruler.width(text) <= room {
        return text.to_owned();
    }
    let letters: Vec<char> = text.chars().collect();
    // The most letters that fit, by halving: more letters are never narrower.
    let (mut fits, mut too_many) = (0, letters.len());
    while fits + 1 < too_many {
        let tried = usize::midpoint(fits, too_many);
        if ruler.width(&beginning(&letters, tried)) <= room {
            fits = tried;
        } else {
            too_many = tried;
        }
    }
    beginning(&letters, fits)
}

/// `text` in lines of at most `room` (in multiples of the font size) and at most `most` lines; the
/// last one is shortened if more is left. Breaks at spaces where there are some.
pub(super) fn lines(ruler: &Ruler, text: &str, room: f64, most: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    let mut rest = text.trim().to_owned();
    while !rest.is_empty() && lines.len() < most {
        if lines.len() + 1 == most || ruler.width(&rest) <= room {
            lines.push(shortened(ruler, &rest, room));
            break;
        }
        let kept = fitting_words(ruler, &rest, room);
        let (line, after) = rest.split_at(kept);
        lines.push(line.trim_end().to_owned());
        rest = after.trim_start().to_owned();
    }
    lines
}

/// Bytes of the words that fit `room`; of the letters, where not even one word does.
fn fitting_words(ruler: &Ruler, text: &str, room: f64) -> usize {
    let fits = |end: usize| {
        let part = text.get(..end).unwrap_or(text);
        ruler.width(part.trim_end()) <= room
    };
    let spaces: Vec<usize> = text.match_indices(' ').map(|(at, _)| at + 1).collect();
    let words = spaces.partition_point(|&end| fits(end));
    if let Some(&end) = words.checked_sub(1).and_then(|last| spaces.get(last)) {
        return end;
    }
    let letters: Vec<usize> = text.char_indices().skip(1).map(|(at, _)| at).collect();
    let count = letters.partition_point(|&end| fits(end)).max(1);
    letters.get(count - 1).copied().unwrap_or(text.len())
}

/// The first letters and a mark that more follow; an accent is never parted from its letter.
fn beginning(letters: &[char], count: usize) -> String {
    let mut count = count;
    let parted = |count: usize| {
        letters.get(count).is_some_and(|&c| {
            c == '\u{200D}' || c.general_category_group() == GeneralCategoryGroup::Mark
        })
    };
    while count > 0 && parted(count) {
        count -= 1;
    }
    let mut text: String = letters.iter().take(count).collect();
    text.truncate(text.trim_end().len());
    text.push('…');
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_too_long_is_shortened_with_a_mark() {
        let ruler = Ruler::default();
        assert_eq!(shortened(&ruler, "minister", 20.0), "minister");
        let short = shortened(&ruler, "internationalization", 6.0);
        assert!(
            short.starts_with("inter") && short.ends_with('…'),
            "{short}"
        );
        assert!(ruler.width(&short) <= 6.0);
        assert_eq!(shortened(&ruler, "ab", 0.1), "…");
        // The second letter is an e with an accent of its own.
        assert_eq!(beginning(&['b', 'e', '\u{301}', 'c'], 2), "b…");
    }

    #[test]
    fn lines_break_at_spaces_and_lose_no_word() {
        let ruler = Ruler::default();
        let text = "one two three four five six";
        let broken = lines(&ruler, text, 8.0, 9);
        assert!(broken.len() > 1 && broken.iter().all(|line| ruler.width(line) <= 8.0));
        assert_eq!(broken.join(" "), text);
        let few = lines(&ruler, text, 5.0, 2);
        assert!(few.len() == 2 && few[1].ends_with('…'), "{few:?}");
        let endless = "word ".repeat(1_000_000);
        let begun = lines(&ruler, &endless, 20.0, 2);
        assert!(begun.len() == 2 && begun.iter().all(|line| ruler.width(line) <= 20.0));
        let unbroken = lines(&ruler, "我们今天去公园散步了吗我们今天去", 8.0, 9);
        assert_eq!(unbroken.concat(), "我们今天去公园散步了吗我们今天去");
        assert!(lines(&ruler, "  ", 8.0, 9).is_empty());
    }
}
