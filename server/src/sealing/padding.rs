//! One size: what is sealed is padded, so that its length says nothing.
//!
//! A *frame* is how a text was kept (as it is, or compressed), its length, the text and zeros up to one of the sizes.
//! A text is compressed only where it would not fit the smallest size otherwise.

use std::io::{Read, Write};

use flate2::Compression;
use flate2::read::DeflateDecoder;
use flate2::write::DeflateEncoder;

/// Bytes of a frame: the first that the text fits, and whole multiples of the last beyond it.
const SIZES: [usize; 3] = [8 << 10, 32 << 10, 128 << 10];
/// How the text is kept, and its length.
const HEAD: usize = 5;

const PLAIN: u8 = 0;
const COMPRESSED: u8 = 1;

/// A text as a frame.
pub(super) fn pad(text: &[u8]) -> Vec<u8> {
    if text.len() + HEAD <= SIZES[0] {
        return frame(PLAIN, text);
    }
    let mut encoder = DeflateEncoder::new(Vec::new(), Compression::default());
    match encoder.write_all(text).and_then(|()| encoder.finish()) {
        Ok(compressed) if compressed.len() < text.len() => frame(COMPRESSED, &compressed),
        _ => frame(PLAIN, text),
    }
}

fn frame(kept: u8, text: &[u8]) -> Vec<u8> {
    let needed = HEAD + text.len();
    let largest = SIZES[SIZES.len() - 1];
    let size = SIZES.into_iter().find(|size| needed <= *size).unwrap_or_else(|| needed.next_multiple_of(largest));
    let mut frame = Vec::with_capacity(size);
    frame.push(kept);
    frame.extend(u32::try_from(text.len()).unwrap_or(u32::MAX).to_be_bytes());
    frame.extend(text);
    frame.resize(size, 0);
    frame
}

/// The text of a frame; none if it is no frame.
pub(super) fn unpad(frame: &[u8]) -> Option<Vec<u8>> {
    let (&kept, rest) = frame.split_first()?;
    let (length, rest) = rest.split_first_chunk()?;
    let text = rest.get(..usize::try_from(u32::from_be_bytes(*length)).ok()?)?;
    match kept {
        PLAIN => Some(text.to_vec()),
        COMPRESSED => {
            let mut whole = Vec::new();
            DeflateDecoder::new(text).read_to_end(&mut whole).ok()?;
            Some(whole)
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn texts_of_very_different_length_have_one_size() {
        let sizes = [0, 1, 100, 8_000].map(|n| pad(&vec![b'x'; n]).len());
        assert_eq!(sizes, [SIZES[0]; 4]);
        // Compressed, a long text of few words fits the smallest too.
        assert_eq!(pad("samma ord igen ".repeat(5_000).as_bytes()).len(), SIZES[0]);
    }

    proptest! {
        #[test]
        fn what_is_padded_comes_back(seed in any::<u64>(), length in 0_usize..300_000) {
            // Bytes that do not compress.
            let mut state = seed | 1;
            let text: Vec<u8> = (0..length)
                .map(|_| {
                    state ^= state << 13;
                    state ^= state >> 7;
                    state ^= state << 17;
                    state.to_le_bytes()[0]
                })
                .collect();
            let frame = pad(&text);
            prop_assert!(SIZES.contains(&frame.len()) || frame.len().is_multiple_of(SIZES[2]));
            prop_assert_eq!(unpad(&frame), Some(text));
        }

        #[test]
        fn what_is_no_frame_is_refused(bytes in proptest::collection::vec(any::<u8>(), 0..64)) {
            let _ = unpad(&bytes);
        }
    }
}
