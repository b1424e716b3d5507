//! The meaning of a text as a point in space, computed here: no model, no network, always the same.
//!
//! The words of a text and the trigrams of their letters are hashed into a fixed number of dimensions,
//! each with a sign of its own, so that collisions cancel out on average (Weinberger et al., "Feature
//! Hashing for Large Scale Multitask Learning", 2009). Trigrams let "indexes" lie near "index". So it
//! finds texts that share words or stems; it knows no synonyms.

use std::collections::BTreeMap;

/// Dimensions of an embedding. Postgres' `cube` takes up to 100.
pub const DIMENSIONS: usize = 96;

/// A point on the unit sphere; the origin for a text without letters and digits.
#[derive(Debug, Clone, PartialEq)]
pub struct Embedding([f32; DIMENSIONS]);

impl Embedding {
    /// Embeds a text.
    pub fn of(text: &str) -> Self {
        let mut point = [0.0; DIMENSIONS];
        for (hash, count) in features(text) {
            let sign = if hash >> 63 == 0 { 1.0 } else { -1.0 };
            // The tenth mention of a word tells less than the first.
            point[dimension(hash)] += sign * (1.0 + count.ln());
        }
        normalise(&mut point);
        Self(point)
    }

    /// Embeds an entry of the knowledge base.
    pub fn of_entry(title: &str, body: &str) -> Self {
        Self::of(&format!("{title}\n{body}"))
    }

    /// The coordinates one after the other, in the machine's byte order: a vector of sqlite-vec.
    pub fn to_bytes(&self) -> Vec<u8> {
        self.0.iter().flat_map(|x| x.to_ne_bytes()).collect()
    }

    /// The coordinates for a Postgres `float8[]`.
    pub fn to_doubles(&self) -> Vec<f64> {
        self.0.iter().copied().map(f64::from).collect()
    }
}

/// How often each word and each trigram occurs, by its hash; in order, as a sum of floats depends on it.
fn features(text: &str) -> BTreeMap<u64, f32> {
    let mut counts = BTreeMap::new();
    let text = text.to_lowercase();
    for word in text
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
    {
        // The marks at its ends tell a prefix and a suffix from the middle.
        let letters: Vec<char> = format!("<{word}>").chars().collect();
        for feature in letters.windows(3).chain([&letters[..]]) {
            *counts.entry(hash(feature)).or_default() += 1.0;
        }
    }
    counts
}

/// FNV-1a over the letters, its bits mixed once more because both ends of it are used. It must never
/// change: what it gives is stored.
fn hash(letters: &[char]) -> u64 {
    let bytes = letters
        .iter()
        .flat_map(|letter| u32::from(*letter).to_le_bytes());
    let hash = bytes.fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    });
    let hash = (hash ^ (hash >> 33)).wrapping_mul(0xff51_afd7_ed55_8ccd);
    hash ^ (hash >> 33)
}

fn dimension(hash: u64) -> usize {
    usize::try_from(hash % DIMENSIONS as u64).expect("less than the number of dimensions")
}

fn normalise(point: &mut [f32]) {
    let length = point.iter().map(|x| x * x).sum::<f32>().sqrt();
    if length > 0.0 {
        for x in point {
            *x /= length;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The cosine of the angle between two texts.
    fn similarity(a: &str, b: &str) -> f32 {
        Embedding::of(a)
            .0
            .iter()
            .zip(Embedding::of(b).0)
            .map(|(x, y)| x * y)
            .sum()
    }

    #[test]
    fn related_texts_are_nearer_than_others() {
        let question = "which queries need an index?";
        let near = similarity(
            question,
            "An index lets the database answer a query without a scan.",
        );
        let far = similarity(
            question,
            "The signing keys of the application change every quarter.",
        );
        assert!(near > far + 0.1, "{near} and {far}");
    }

    #[test]
    fn a_text_lies_on_the_unit_sphere() {
        for text in ["one", "one two two", "Über 100 Zeilen"] {
            assert!((similarity(text, text) - 1.0).abs() < 1e-5, "{text}");
        }
        assert_eq!(Embedding::of("?!"), Embedding([0.0; DIMENSIONS]));
    }

    #[test]
    fn case_and_punctuation_do_not_matter() {
        assert_eq!(Embedding::of("Hot, cold!"), Embedding::of("hot cold"));
    }

    #[test]
    fn the_hash_is_what_the_stored_embeddings_were_made_with() {
        assert_eq!(hash(&['<', 'a', '>']), 0x9256_7481_f9de_ffe0);
        assert_eq!(hash(&['ü']), 0x30d1_ef8b_14fc_319e);
    }
}
