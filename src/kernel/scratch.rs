//! Buffers for numbers that a pass needs for a moment, used again and again: the system would have
//! to clear fresh memory each time.

use std::cell::RefCell;
use std::ops::{Deref, DerefMut};

/// Buffers kept per thread.
const MAX_KEPT: usize = 8;

/// Numbers in a line of the cache, with which a buffer begins: vectors in it then cross none.
const LINE: usize = 16;

thread_local! {
    static KEPT: RefCell<Vec<Vec<f32>>> = const { RefCell::new(Vec::new()) };
}

/// A buffer of its owner's alone, returned for others to use when it is dropped. Its numbers are
/// arbitrary at first.
pub struct Scratch {
    /// Never made shorter: what is cut off would have to be cleared when it is needed again.
    buffer: Vec<f32>,
    /// Where a line begins in it.
    start: usize,
    count: usize,
}

impl Scratch {
    /// A buffer of `count` numbers.
    pub fn with_len(count: usize) -> Self {
        let room = count + LINE;
        let kept = KEPT.with_borrow_mut(|kept| {
            // The one that fits best, else the largest, which grows.
            let fits = |buffer: &Vec<f32>| (buffer.len() < room, buffer.len().abs_diff(room));
            let best = kept
                .iter()
                .enumerate()
                .min_by_key(|(_, buffer)| fits(buffer));
            best.map(|(index, _)| index)
                .map(|index| kept.swap_remove(index))
        });
        let mut buffer = kept.unwrap_or_default();
        if buffer.len() < room {
            buffer.resize(room, 0.0);
        }
        let start = buffer.as_ptr().align_offset(size_of::<[f32; LINE]>());
        Self {
            buffer,
            start: start.min(LINE),
            count,
        }
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        let buffer = std::mem::take(&mut self.buffer);
        // A thread that ends has no place to keep it in, and needs none.
        let _ = KEPT.try_with(|kept| {
            let mut kept = kept.borrow_mut();
            if kept.len() < MAX_KEPT {
                kept.push(buffer);
            }
        });
    }
}

impl Deref for Scratch {
    type Target = [f32];

    fn deref(&self) -> &[f32] {
        let end = self.start + self.count;
        self.buffer.get(self.start..end).unwrap_or_default()
    }
}

impl DerefMut for Scratch {
    fn deref_mut(&mut self) -> &mut [f32] {
        let end = self.start + self.count;
        self.buffer.get_mut(self.start..end).unwrap_or_default()
    }
}
