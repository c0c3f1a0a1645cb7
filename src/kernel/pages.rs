//! Memory for tables that each pass reads from end to end.

use std::io;
use std::ops::{Deref, DerefMut};

use memmap2::MmapMut;

/// Bytes of a large page. The processor has to look up where each page lies; with 4 KiB a page the
/// products of an encoder take some hundredths longer.
const LARGE_PAGE: usize = 2 << 20;

/// Bytes in pages of their own, in large ones as far as they fill those and the system has them.
pub(crate) struct Pages {
    map: MmapMut,
    start: usize,
    length: usize,
}

impl Pages {
    /// So many zeros, at the start of a page.
    ///
    /// # Errors
    /// There is not so much memory.
    pub(crate) fn zeroed(length: usize) -> io::Result<Self> {
        let in_large = length / LARGE_PAGE * LARGE_PAGE;
        if in_large == 0 {
            let map = MmapMut::map_anon(length)?;
            return Ok(Self {
                map,
                start: 0,
                length,
            });
        }
        // Where it begins in a large page is not ours to say: what is too much is never touched.
        let room = length.checked_add(LARGE_PAGE);
        let map = MmapMut::map_anon(room.ok_or(io::ErrorKind::OutOfMemory)?)?;
        let start = map.as_ptr().align_offset(LARGE_PAGE).min(LARGE_PAGE);
        // Beyond whole pages one would hold more than is needed. Where there are none, small ones do.
        #[cfg(target_os = "linux")]
        let _ = map.advise_range(memmap2::Advice::HugePage, start, in_large);
        Ok(Self { map, start, length })
    }
}

impl Deref for Pages {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        let end = self.start + self.length;
        self.map.get(self.start..end).unwrap_or_default()
    }
}

impl DerefMut for Pages {
    fn deref_mut(&mut self) -> &mut [u8] {
        let end = self.start + self.length;
        self.map.get_mut(self.start..end).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_are_as_many_zeros_as_asked_for_from_the_start_of_a_page_on() {
        for length in [1, 4096, LARGE_PAGE - 1, LARGE_PAGE, LARGE_PAGE + 5, 5 << 20] {
            let mut pages = Pages::zeroed(length).unwrap();
            assert_eq!(pages.len(), length);
            assert!(pages.iter().all(|&byte| byte == 0));
            let page = if length < LARGE_PAGE {
                4096
            } else {
                LARGE_PAGE
            };
            assert!(pages.as_ptr().addr().is_multiple_of(page));
            pages.fill(1);
            assert_eq!(pages.last(), Some(&1));
        }
        assert!(Pages::zeroed(usize::MAX).is_err());
    }
}
