//! Many short texts in a few large pieces of memory: each by itself would need 16 bytes more to be found and freed.

/// Where a text lies.
#[derive(Clone, Copy, Debug, Default)]
pub struct Text {
    page: u16,
    start: u16,
    length: u16,
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
    /// Bytes of memory taken at once. No text is longer.
    pub const PAGE: usize = 4_096;

    /// Adds a text; none if it is too long, or there are too many.
    pub fn add(&mut self, text: &[u8]) -> Option<Text> {
        if text.len() > Self::PAGE {
            return None;
        }
        if self.pages.is_empty() || self.used + text.len() > Self::PAGE {
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
            (0..=u8::MAX).cycle().zip(0..1_000).map(|(byte, n)| vec![byte; n * 7 % (Texts::PAGE + 1)]).collect();
        let places: Vec<Text> = all.iter().map(|text| texts.add(text).unwrap()).collect();
        for (text, place) in all.iter().zip(&places) {
            assert_eq!(texts.get(*place), text);
        }
        assert!(texts.add(&[0; Texts::PAGE + 1]).is_none());
        assert!(!texts.are_scattered());
        places.iter().take(900).for_each(|place| texts.remove(*place));
        assert!(texts.are_scattered());
        assert_eq!(texts.get(places[999]), all[999]);
    }
}
