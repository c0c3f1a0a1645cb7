//! A table that several threads fill at once, each its own rows and columns.

use std::marker::PhantomData;

/// A table that several threads fill at once. It is borrowed for as long as this lives, so nobody
/// else reads or writes it meanwhile.
#[derive(Clone, Copy)]
pub(crate) struct SharedOutput<'a> {
    start: *mut f32,
    table: PhantomData<&'a mut [f32]>,
}

// SAFETY: threads write through it by `pointer_to` and `slice` alone, whose callers promise that
// no two of them touch the same numbers.
unsafe impl Sync for SharedOutput<'_> {}

impl<'a> SharedOutput<'a> {
    /// Shares `table`.
    pub(crate) fn new(table: &'a mut [f32]) -> Self {
        Self {
            start: table.as_mut_ptr(),
            table: PhantomData,
        }
    }

    /// Where number `first` of the table is.
    ///
    /// # Safety
    /// The table has such a number.
    #[inline(always)]
    pub(crate) unsafe fn pointer_to(self, first: usize) -> *mut f32 {
        // SAFETY: the caller promises that the table reaches so far.
        unsafe { self.start.add(first) }
    }

    /// The `count` numbers of the table from number `first` on.
    ///
    /// # Safety
    /// The table has them all, and nobody else reads or writes them while the slice is used.
    #[inline(always)]
    pub(crate) unsafe fn slice(self, first: usize, count: usize) -> &'a mut [f32] {
        // SAFETY: the caller promises that the numbers are in the table, which outlives `'a`, and
        // that nobody else touches them.
        unsafe { std::slice::from_raw_parts_mut(self.start.add(first), count) }
    }
}
