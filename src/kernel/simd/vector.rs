//! What a kernel may do with a vector, whatever the processor calls it, and what a kernel is.

/// The most numbers in one vector.
pub(crate) const MAX_LANES: usize = 16;

/// A vector of `COUNT` numbers, and what a processor does with all of them at once.
///
/// Its methods may run instructions that not every processor has, and some of them are safe to
/// call all the same: the types are private to the files that implement them, which give them out
/// only as the `V` of [`SimdKernel::run`], and only where the processor has their instructions.
pub(crate) trait SimdVector: Copy {
    /// Numbers in the vector.
    const COUNT: usize;
    /// How many rows of two vectors of sums each fit the registers, beside what is multiplied.
    const ROWS: usize;
    /// Whether [`mul_add`](Self::mul_add) rounds once.
    const FUSED: bool;

    /// The same number everywhere.
    fn splat(number: f32) -> Self;

    /// The `COUNT` numbers at `from`.
    ///
    /// # Safety
    /// `COUNT` numbers can be read at `from`.
    unsafe fn load(from: *const f32) -> Self;

    /// The `COUNT` 16-bit floats at `from`, made floats.
    ///
    /// # Safety
    /// Twice `COUNT` bytes can be read at `from`.
    unsafe fn load_f16(from: *const u8) -> Self;

    /// The floats whose upper halves are the `COUNT` at `from`.
    ///
    /// # Safety
    /// Twice `COUNT` bytes can be read at `from`.
    unsafe fn load_bf16(from: *const u8) -> Self;

    /// The first `count` numbers at `from`, zeros behind them. Compiles to no call: sums that are
    /// in registers stay there.
    ///
    /// # Safety
    /// `count` is less than `COUNT`, and so many numbers can be read at `from`.
    unsafe fn load_part(from: *const f32, count: usize) -> Self;

    /// Writes its `COUNT` numbers at `to`.
    ///
    /// # Safety
    /// `COUNT` numbers can be written at `to`, and no other thread reads or writes them meanwhile.
    unsafe fn store(self, to: *mut f32);

    /// `self * factor + summand`.
    fn mul_add(self, factor: Self, summand: Self) -> Self;

    /// `self + other`.
    fn plus(self, other: Self) -> Self;

    /// `a * b + c` of single numbers, rounded as [`mul_add`](Self::mul_add) rounds.
    #[inline(always)]
    fn mul_add_scalar(a: f32, b: f32, c: f32) -> f32 {
        if Self::FUSED {
            a.mul_add(b, c)
        } else {
            a * b + c
        }
    }

    /// Writes its first `count` numbers at `to`.
    ///
    /// # Safety
    /// `count` is less than `COUNT`, and so many numbers can be written at `to`, which no other
    /// thread reads or writes meanwhile.
    unsafe fn store_part(self, to: *mut f32, count: usize);

    /// Writes the first `COUNT` columns of `rows` rows, `stride` apart from `from` on, as rows at
    /// `to`, `to_stride` apart, each a whole vector: for rows beyond `COUNT` none are written, and
    /// where there are fewer the last is there again.
    ///
    /// # Safety
    /// There is a row, and as many as are used can be read; the columns can be written, and no other
    /// thread reads or writes them meanwhile.
    unsafe fn transpose(
        from: *const f32,
        stride: usize,
        rows: usize,
        to: *mut f32,
        to_stride: usize,
    );

    /// Asks for what is at `at` to be brought into the second cache. `at` may point anywhere.
    fn prefetch(at: *const u8);

    /// Runs `kernel` in a function of its own, so that the compiler has all registers for it.
    /// Implementations are `inline(never)`: rustc does not keep that promise for functions with
    /// target features.
    fn outlined(kernel: impl SimdKernel);
}

/// Work that is compiled once for each kind of vector. Everything on the way from `run` to the
/// vectors is `inline(always)`: only so is it compiled for that kind.
pub(crate) trait SimdKernel {
    /// Does the work, on a processor that has the instructions of `V`.
    fn run<V: SimdVector>(self);
}
