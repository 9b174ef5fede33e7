//! CSV (RFC 4180) that spreadsheets take for what it is: what would be a formula is text.

/// Its media type; the first line is of headings.
pub const MEDIA_TYPE: &str = "text/csv; charset=utf-8; header=present";

/// A line of these cells.
pub fn append_line(text: &mut String, cells: &[&str]) {
    for (index, cell) in cells.iter().enumerate() {
        if index > 0 {
            text.push(',');
        }
        append_cell(text, cell);
    }
    text.push_str("\r\n");
}

/// A spreadsheet takes a cell that begins so for a formula, in quotes or not; an apostrophe before it makes it text.
const FORMULA: [char; 11] = ['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠'];

fn append_cell(text: &mut String, cell: &str) {
    // Where `;` or a tab parts the cells, what follows one begins another, quoted or not.
    let mut guarded = String::new();
    for part in cell.split_inclusive([';', '\t']) {
        if part.trim_start_matches(' ').starts_with(FORMULA) {
            guarded.push('\'');
        }
        guarded.push_str(part);
    }
    if guarded == cell && !cell.contains([',', ';', '"', '\r', '\n']) {
        text.push_str(cell);
        return;
    }
    text.push('"');
    text.push_str(&guarded.replace('"', "\"\""));
    text.push('"');
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cell(text: &str) -> String {
        let mut cell = String::new();
        append_cell(&mut cell, text);
        cell
    }

    #[test]
    fn a_cell_is_quoted_where_it_must_be() {
        for (text, written) in [
            ("", ""),
            ("plain – naïve 🚀", "plain – naïve 🚀"),
            ("a,b", "\"a,b\""),
            ("a \"b\"", "\"a \"\"b\"\"\""),
            ("two\r\nlines", "\"two\r\nlines\""),
            ("{\"a\":1}", "\"{\"\"a\"\":1}\""),
        ] {
            assert_eq!(cell(text), written);
        }
    }

    #[test]
    fn a_cell_that_would_be_a_formula_is_text() {
        for text in ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", " =1", "＝1", "="] {
            assert!(cell(text).starts_with("\"'"), "{text:?}: {}", cell(text));
        }
        assert_eq!(cell("=HYPERLINK(\"http://evil\",\"x\")"), "\"'=HYPERLINK(\"\"http://evil\"\",\"\"x\"\")\"");
        assert_eq!(cell("a=1"), "a=1");
    }
}
