//! Many short texts in a few large pieces of memory: each by itself would need 16 bytes more to be found and freed.

/// Where a text lies.
#[derive(Clone, Copy, Debug, Default)]
pub struct Text {
    page: u16,
    start: u16,
    length: u16,
}

impl Text {
    /// Bits that it fits into.
    pub const BITS: u32 = 34;

    /// As a number of so many bits.
    pub fn to_bits(self) -> u64 {
        u64::from(self.page) << 24 | u64::from(self.start) << 12 | u64::from(self.length)
    }

    /// The text of such a number.
    #[expect(clippy::cast_possible_truncation, reason = "those are its bits")]
    pub fn from_bits(bits: u64) -> Self {
        Self { page: (bits >> 24) as u16, start: (bits >> 12 & 0xfff) as u16, length: (bits & 0xfff) as u16 }
    }
}

/// Texts that are added one by one. What is let go leaves a gap until all are moved together.
#[derive(Debug, Default)]
pub struct Texts {
    pages: Vec<Box<[u8]>>,
    /// Bytes of the last page that are in use.
    used: usize,
    /// Bytes of all texts that are there.
    there: usize,
}

impl Texts {
    /// Bytes of memory taken at once. Each text is shorter.
    pub const PAGE: usize = 4_096;
    /// The most pages.
    const PAGES: usize = 1 << 10;

    /// Adds a text; none if it is too long, or there are too many.
    pub fn add(&mut self, text: &[u8]) -> Option<Text> {
        if text.len() >= Self::PAGE {
            return None;
        }
        if self.pages.is_empty() || self.used + text.len() >= Self::PAGE {
            if self.pages.len() == Self::PAGES {
                return None;
            }
            self.pages.push(vec![0; Self::PAGE].into());
            self.used = 0;
        }
        let number = |length: usize| u16::try_from(length).ok();
        let place =
            Text { page: number(self.pages.len() - 1)?, start: number(self.used)?, length: number(text.len())? };
        self.pages.last_mut()?[self.used..self.used + text.len()].copy_from_slice(text);
        self.used += text.len();
        self.there += text.len();
        Some(place)
    }

    /// A text that is there.
    pub fn get(&self, text: Text) -> &[u8] {
        let (start, length) = (usize::from(text.start), usize::from(text.length));
        self.pages.get(usize::from(text.page)).and_then(|page| page.get(start..start + length)).unwrap_or_default()
    }

    /// Lets a text go.
    pub fn remove(&mut self, text: Text) {
        self.there -= usize::from(text.length);
    }

    /// Whether there are more gaps than texts.
    pub fn are_scattered(&self) -> bool {
        self.pages.len() > 1 + 2 * self.there.div_ceil(Self::PAGE)
    }

    /// Bytes of all texts that are there.
    pub fn there(&self) -> usize {
        self.there
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_come_back_as_they_were() {
        let mut texts = Texts::default();
        let all: Vec<Vec<u8>> =
            (0..=u8::MAX).cycle().zip(0..1_000).map(|(byte, n)| vec![byte; n * 7 % Texts::PAGE]).collect();
        let places: Vec<Text> = all.iter().map(|text| texts.add(text).unwrap()).collect();
        for (text, place) in all.iter().zip(&places) {
            assert!(place.to_bits() < 1 << Text::BITS);
            assert_eq!(texts.get(Text::from_bits(place.to_bits())), text);
        }
        assert!(texts.add(&[0; Texts::PAGE]).is_none());
        assert!(!texts.are_scattered());
        places.iter().take(900).for_each(|place| texts.remove(*place));
        assert!(texts.are_scattered());
        assert_eq!(texts.get(places[999]), all[999]);
    }

    #[test]
    fn no_text_is_added_whose_place_could_not_be_told() {
        let mut texts = Texts::default();
        let text = [7; Texts::PAGE - 1];
        let places: Vec<Text> = std::iter::from_fn(|| texts.add(&text)).take(2 * Texts::PAGES).collect();
        assert_eq!(places.len(), Texts::PAGES);
        let last = Text::from_bits(places[Texts::PAGES - 1].to_bits());
        assert!(places[Texts::PAGES - 1].to_bits() < 1 << Text::BITS && texts.get(last) == text);
    }
}
