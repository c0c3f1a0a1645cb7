//! Room for numbers that a pass needs for a moment, used again and again: fresh memory would have
//! to be cleared by the system each time.

use std::cell::RefCell;
use std::ops::{Deref, DerefMut};

/// Rooms kept for each thread.
const MOST_KEPT: usize = 8;

thread_local! {
    static KEPT: RefCell<Vec<Vec<f32>>> = const { RefCell::new(Vec::new()) };
}

/// Numbers nobody else uses; what they are at first has no meaning.
pub struct Scratch {
    /// Never made shorter: what is cut off would have to be cleared when it is needed again.
    room: Vec<f32>,
    count: usize,
}

impl Scratch {
    /// Room for `count` numbers.
    pub fn with_len(count: usize) -> Self {
        let kept = KEPT.with_borrow_mut(|kept| {
            // The one that fits best, else the largest, which grows.
            let fits = |room: &Vec<f32>| (room.len() < count, room.len().abs_diff(count));
            let best = kept.iter().enumerate().min_by_key(|(_, room)| fits(room));
            best.map(|(index, _)| index)
                .map(|index| kept.swap_remove(index))
        });
        let mut room = kept.unwrap_or_default();
        if room.len() < count {
            room.resize(count, 0.0);
        }
        Self { room, count }
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        let room = std::mem::take(&mut self.room);
        // A thread that ends has no place to keep it in, and needs none.
        let _ = KEPT.try_with(|kept| {
            let mut kept = kept.borrow_mut();
            if kept.len() < MOST_KEPT {
                kept.push(room);
            }
        });
    }
}

impl Deref for Scratch {
    type Target = [f32];

    fn deref(&self) -> &[f32] {
        self.room.get(..self.count).unwrap_or_default()
    }
}

impl DerefMut for Scratch {
    fn deref_mut(&mut self) -> &mut [f32] {
        self.room.get_mut(..self.count).unwrap_or_default()
    }
}
