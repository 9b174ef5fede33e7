//! The fields of a form, typed by a test or read from a page as a browser would send them.

use scraper::{ElementRef, Html, Selector};

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Fields(Vec<(String, String)>);

impl Fields {
    /// The same with `name` being `value` and nothing else.
    pub fn with(mut self, name: &str, value: &str) -> Self {
        if let Some(field) = self.0.iter_mut().find(|(n, _)| n == name) {
            value.clone_into(&mut field.1);
            return self;
        }
        self.and(name, value)
    }

    /// The same with one more value.
    pub fn and(mut self, name: &str, value: &str) -> Self {
        self.0.push((name.to_owned(), value.to_owned()));
        self
    }

    pub fn without(mut self, name: &str) -> Self {
        self.0.retain(|(n, _)| n != name);
        self
    }

    pub fn value(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|(n, _)| n == name).map(|(_, value)| value.as_str())
    }

    pub fn values(&self, name: &str) -> Vec<&str> {
        self.0.iter().filter(|(n, _)| n == name).map(|(_, value)| value.as_str()).collect()
    }

    /// The same in an order of their own, for comparing.
    pub fn sorted(mut self) -> Self {
        self.0.sort_unstable();
        self
    }

    pub fn encoded(&self) -> String {
        form_urlencoded::Serializer::new(String::new()).extend_pairs(&self.0).finish()
    }

    /// The successful controls of a form on a page.
    pub fn of(page: &Html, form: &str) -> Self {
        let form = page.select(&Selector::parse(form).unwrap()).next().expect("the page has such a form");
        let mut fields = Self::default();
        for control in form.select(&Selector::parse("input, textarea, select").unwrap()) {
            let attribute = |name| control.value().attr(name);
            let Some(name) = attribute("name") else { continue };
            let is_choice = matches!(attribute("type"), Some("checkbox" | "radio"));
            if attribute("disabled").is_some() || (is_choice && attribute("checked").is_none()) {
                continue;
            }
            let value = match control.value().name() {
                "textarea" => control.text().collect(),
                "select" => selected(control),
                _ => attribute("value").unwrap_or_default().to_owned(),
            };
            fields = fields.and(name, &value);
        }
        fields
    }
}

/// The chosen option, or the first.
fn selected(select: ElementRef) -> String {
    let options = Selector::parse("option").unwrap();
    let mut options = select.select(&options);
    let first = options.clone().next();
    let chosen = options.find(|o| o.value().attr("selected").is_some()).or(first);
    chosen.and_then(|o| o.value().attr("value")).unwrap_or_default().to_owned()
}

impl<const N: usize> From<[(&str, &str); N]> for Fields {
    fn from(fields: [(&str, &str); N]) -> Self {
        Self(fields.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect())
    }
}

impl From<&Self> for Fields {
    fn from(fields: &Self) -> Self {
        fields.clone()
    }
}
