//! What a file is by its first bytes, where it is not what its name says: a pointer, a web page,
//! an archive. Whoever reads a file asks here before it calls the file broken.

use super::ModelError;

/// As many bytes decide.
const START: usize = 512;

/// The mark that some editors put before UTF-8 text.
const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";

const CONVERT: &str = "load it with transformers and save it anew with \
    save_pretrained(..., safe_serialization=True), or download the model.safetensors of the same \
    model";
const UNPACK: &str = "unpack it and put what was inside in its place";

/// First bytes, what they are of, and what to do.
const SIGNATURES: [(&[u8], &str, &str); 10] = [
    (
        b"version https://git-lfs",
        "a Git LFS pointer, which stands for the file",
        "run `git lfs pull` in its repository, or download the file itself from the hub",
    ),
    (b"\x1f\x8b", "packed with gzip", UNPACK),
    (
        b"PK\x03\x04",
        "a ZIP archive, as torch.save writes it too",
        CONVERT,
    ),
    (b"\xfd7zXZ", "packed with xz", UNPACK),
    (b"\x28\xb5\x2f\xfd", "packed with zstd", UNPACK),
    (b"BZh", "packed with bzip2", UNPACK),
    (b"7z\xbc\xaf", "packed with 7-Zip", UNPACK),
    (b"Rar!", "packed with RAR", UNPACK),
    (b"\x89HDF", "an HDF5 file, weights for TensorFlow", CONVERT),
    (
        b"GGUF",
        "a GGUF file, weights for llama.cpp",
        "download the model.safetensors of the same model",
    ),
];

/// What the hub says in place of a file that it does not give.
const REFUSALS: [&[u8]; 6] = [
    b"Entry not found",
    b"Repository not found",
    b"Invalid username or password",
    b"Access to model ",
    b"Unauthorized",
    b"{\"error\":",
];

/// Text without the mark before it.
pub(super) fn without_mark(bytes: &[u8]) -> &[u8] {
    bytes.strip_prefix(BYTE_ORDER_MARK).unwrap_or(bytes)
}

/// Refuses a file of text whose first bytes show that it is something else.
///
/// # Errors
/// [`ModelError::NotTheFile`]
pub(super) fn check_text(bytes: &[u8], place: &str) -> Result<(), ModelError> {
    let utf_16 = [&b"\xff\xfe"[..], b"\xfe\xff"];
    if utf_16.iter().any(|mark| bytes.starts_with(mark)) {
        return Err(not_the_file(
            place,
            "UTF-16 text, as Windows may write it, and not JSON in UTF-8",
            "save it anew as UTF-8",
        ));
    }
    check(bytes, place)
}

/// Refuses a weight file whose first bytes show that it is something else.
///
/// # Errors
/// [`ModelError::NotTheFile`]
pub(super) fn check_weights(bytes: &[u8], place: &str) -> Result<(), ModelError> {
    match bytes {
        [0x80, 2..=5, ..] => Err(not_the_file(
            place,
            "a pickle, which may run code when opened",
            CONVERT,
        )),
        _ => check(bytes, place),
    }
}

fn check(bytes: &[u8], place: &str) -> Result<(), ModelError> {
    let start = bytes.get(..START).unwrap_or(bytes);
    let text = start.strip_prefix(BYTE_ORDER_MARK).unwrap_or(start);
    let text = text.trim_ascii_start();
    let mut signatures = SIGNATURES.iter();
    if let Some((_, what, advice)) = signatures.find(|(first, ..)| start.starts_with(first)) {
        return Err(not_the_file(place, what, advice));
    }
    if is_page(text) {
        return Err(not_the_file(
            place,
            "a web page that was saved in place of the file",
            "download the file itself, whose address on the hub has /resolve/ where its page has \
             /blob/",
        ));
    }
    if REFUSALS.iter().any(|refusal| text.starts_with(refusal)) {
        return Err(not_the_file(
            place,
            "the answer of a hub that did not give the file",
            "check its name, accept the model's terms or log in, and download it again",
        ));
    }
    if bytes.len() < START && is_name_of_blob(text) {
        return Err(not_the_file(
            place,
            "the name of another file, as is left where links are copied as text",
            "copy that file here, or download it again",
        ));
    }
    if start.len() > 64 && start.iter().all(|&byte| byte == 0) {
        return Err(not_the_file(
            place,
            "empty room, filled with zeros: it was never written",
            "download it again",
        ));
    }
    Ok(())
}

fn is_page(text: &[u8]) -> bool {
    let begins = |start: &[u8]| {
        let found = text.get(..start.len());
        found.is_some_and(|found| found.eq_ignore_ascii_case(start))
    };
    [
        &b"<!doctype"[..],
        b"<html",
        b"<head",
        b"<?xml",
        b"<error",
        b"<!--",
    ]
    .into_iter()
    .any(begins)
}

/// Whether it is one line with a path into the cache's blobs.
fn is_name_of_blob(text: &[u8]) -> bool {
    let Ok(text) = std::str::from_utf8(text.trim_ascii_end()) else {
        return false;
    };
    let is_line = !text.contains(['\n', '"', '{']);
    is_line && (text.starts_with("../") || text.contains("/blobs/"))
}

fn not_the_file(place: &str, what: &'static str, advice: &'static str) -> ModelError {
    ModelError::NotTheFile {
        place: place.to_owned(),
        what,
        advice,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(bytes: &[u8]) -> String {
        match check_text(bytes, "config.json") {
            Ok(()) => String::new(),
            Err(error) => error.to_string(),
        }
    }

    #[test]
    fn files_are_known_by_their_first_bytes() {
        for (bytes, what) in [
            (
                &b"version https://git-lfs.github.com/spec/v1\noid sha256:ab\n"[..],
                "git lfs pull",
            ),
            (b"\xef\xbb\xbf\n <!DOCTYPE html><html>", "a web page"),
            (b"<?xml version=\"1.0\"?><Error>", "a web page"),
            (b"\x1f\x8b\x08rest", "gzip"),
            (b"PK\x03\x04rest", "ZIP archive"),
            (b"\xff\xfe{\0}\0", "UTF-16"),
            (b"Entry not found", "did not give the file"),
            (b"../../blobs/0123abcd", "the name of another file"),
            (&[0; 600], "filled with zeros"),
        ] {
            assert!(said(bytes).contains(what), "{what}: {}", said(bytes));
        }
        for bytes in [
            &b"{}"[..],
            b"",
            b"[PAD]\n[UNK]\n",
            b"\xef\xbb\xbf{}",
            b"../a {\"x\":1}",
        ] {
            assert_eq!(said(bytes), "");
        }
        let pickle = check_weights(b"\x80\x02}q\x00", "model.safetensors").unwrap_err();
        assert!(pickle.to_string().contains("a pickle"), "{pickle}");
    }

    #[test]
    fn the_mark_before_text_is_taken_off_once() {
        assert_eq!(without_mark(b"\xef\xbb\xbf{}"), b"{}");
        assert_eq!(without_mark(b"{}"), b"{}");
    }
}
