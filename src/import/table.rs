//! A CSV file as named columns: finds them on the first line, then hands out row after row with its line number.

use std::collections::HashMap;
use std::io::Read;

use csv::{ByteRecord, Position, ReaderBuilder, StringRecord};

use super::BadRow;

/// A column that is looked for on the first line; any other is ignored.
pub(super) struct Column {
    pub name: &'static str,
    /// Other names under which the same column is known.
    pub also: &'static [&'static str],
    /// Without it, nothing of the file can be used.
    pub required: bool,
}

impl Column {
    pub const fn required(name: &'static str) -> Self {
        Self { name, also: &[], required: true }
    }

    fn is_called(&self, heading: &str) -> bool {
        let heading = heading.trim();
        heading.eq_ignore_ascii_case(self.name) || self.also.iter().any(|name| heading.eq_ignore_ascii_case(name))
    }
}

/// One row of the file. Values are trimmed; one that is missing is empty.
pub(super) struct Row<'a> {
    pub line: u64,
    record: &'a StringRecord,
    places: &'a HashMap<&'static str, usize>,
}

impl Row<'_> {
    pub fn get(&self, column: &str) -> &str {
        self.places.get(column).and_then(|&place| self.record.get(place)).unwrap_or_default().trim()
    }

    pub fn required(&self, column: &str) -> Result<&str, String> {
        match self.get(column) {
            "" => Err(format!("“{column}” is empty")),
            value => Ok(value),
        }
    }
}

/// Reads the file and gives each row to `take`; what `take` refuses, and rows that are no rows, are the result.
pub(super) fn each_row(mut reader: impl Read, columns: &[Column], mut take: impl FnMut(&Row) -> Result<(), String>) -> Vec<BadRow> {
    let whole_file = |reason: String| vec![BadRow { line: 1, reason }];

    // Held in memory as a whole: the rows are too, and a read that fails half-way must not import half a file.
    let mut bytes = Vec::new();
    if let Err(error) = reader.read_to_end(&mut bytes) {
        return whole_file(format!("the file cannot be read: {error}"));
    }
    if bytes.starts_with(&[0xff, 0xfe]) || bytes.starts_with(&[0xfe, 0xff]) {
        return whole_file("the file is UTF-16; save it as “CSV UTF-8”".into());
    }
    let text = bytes.strip_prefix("\u{feff}".as_bytes()).unwrap_or(&bytes);

    let delimiter = delimiter(text, columns);
    let mut csv = ReaderBuilder::new().has_headers(false).flexible(true).delimiter(delimiter).from_reader(text);
    let mut raw = ByteRecord::new();
    if !csv.read_byte_record(&mut raw).unwrap_or(false) {
        return whole_file(format!("the file is empty; its first line must name the columns: {}", required_names(columns).join(", ")));
    }
    let headings = StringRecord::from_byte_record_lossy(raw.clone());
    let places = places(&headings, columns);
    let missing: Vec<_> = required_names(columns).into_iter().filter(|name| !places.contains_key(name)).collect();
    if !missing.is_empty() {
        let (columns, them) = if missing.len() == 1 { ("column", "it") } else { ("columns", "them") };
        return whole_file(format!("{columns} missing: {}; the first line must name {them}", missing.join(", ")));
    }

    let mut bad = Vec::new();
    let mut lines = Lines { text, at: 0, line: 1 };
    loop {
        match csv.read_byte_record(&mut raw) {
            Ok(true) => {}
            Ok(false) => return bad,
            Err(error) => {
                bad.push(BadRow { line: lines.line, reason: format!("the file cannot be read further: {error}") });
                return bad;
            }
        }
        if raw.iter().all(|value| value.trim_ascii().is_empty()) {
            continue;
        }
        let start = lines.start_of_row(raw.position());
        let line = lines.line;
        let end = usize::try_from(csv.position().byte()).unwrap_or(text.len());
        let result = whole_row(&text[start.min(end)..end], &raw, headings.len())
            .and_then(|record| take(&Row { line, record: &record, places: &places }));
        if let Err(reason) = result {
            bad.push(BadRow { line, reason });
        }
    }
}

/// The row as text, unless it was cut wrongly or is not text at all.
fn whole_row(source: &[u8], raw: &ByteRecord, columns: usize) -> Result<StringRecord, String> {
    let body = source.trim_ascii_end();
    let quotes = body.iter().filter(|&&byte| byte == b'"').count();
    if quotes % 2 == 1 && body.contains(&b'\n') {
        return Err("a quotation mark is opened and never closed, so that this row swallows the ones after it".into());
    }
    let extra = raw.iter().skip(columns).any(|value| !value.trim_ascii().is_empty());
    if extra {
        return Err(format!(
            "it has {} values where the first line names {columns} columns; is a value with a comma not in quotation marks?",
            raw.len()
        ));
    }
    if body.contains(&0) {
        return Err("it has a NUL character in it, which is no text".into());
    }
    StringRecord::from_byte_record(raw.clone()).map_err(|_| "it is not UTF-8 text; save the file as “CSV UTF-8”".to_owned())
}

fn required_names(columns: &[Column]) -> Vec<&'static str> {
    columns.iter().filter(|column| column.required).map(|column| column.name).collect()
}

fn places(headings: &StringRecord, columns: &[Column]) -> HashMap<&'static str, usize> {
    let place = |column: &Column| headings.iter().position(|heading| column.is_called(heading));
    columns.iter().filter_map(|column| place(column).map(|place| (column.name, place))).collect()
}

/// Spreadsheets of countries with a decimal comma write semicolons: take what makes the first line name the most columns.
fn delimiter(text: &[u8], columns: &[Column]) -> u8 {
    let known = |delimiter: u8| {
        let mut csv = ReaderBuilder::new().has_headers(false).flexible(true).delimiter(delimiter).from_reader(text);
        let mut raw = ByteRecord::new();
        match csv.read_byte_record(&mut raw) {
            Ok(true) => places(&StringRecord::from_byte_record_lossy(raw), columns).len(),
            _ => 0,
        }
    };
    // `max_by_key` gives the last of equals, which must be the comma.
    *b"\t;,".iter().max_by_key(|&&delimiter| known(delimiter)).unwrap_or(&b',')
}

/// Counts lines as an editor does. The CSV reader's own count lags behind after CRLF and empty lines.
struct Lines<'a> {
    text: &'a [u8],
    at: usize,
    line: u64,
}

impl Lines<'_> {
    /// Moves on to the first byte of the row that the reader found at `position`.
    fn start_of_row(&mut self, position: Option<&Position>) -> usize {
        let found = position.and_then(|position| usize::try_from(position.byte()).ok()).unwrap_or(self.at);
        while let Some(&byte) = self.text.get(self.at) {
            if self.at >= found && byte != b'\r' && byte != b'\n' {
                break;
            }
            let pair = byte == b'\r' && self.text.get(self.at + 1) == Some(&b'\n');
            if !pair && (byte == b'\r' || byte == b'\n') {
                self.line += 1;
            }
            self.at += 1;
        }
        self.at
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const COLUMNS: &[Column] =
        &[Column::required("code"), Column::required("name"), Column { name: "note", also: &["Remark"], required: false }];

    fn read(text: &[u8]) -> (Vec<(u64, String, String)>, Vec<BadRow>) {
        let mut rows = Vec::new();
        let bad = each_row(text, COLUMNS, |row| {
            rows.push((row.line, row.required("code")?.to_owned(), row.get("note").to_owned()));
            Ok(())
        });
        (rows, bad)
    }

    fn lines(rows: &[(u64, String, String)]) -> Vec<u64> {
        rows.iter().map(|row| row.0).collect()
    }

    #[test]
    fn counts_the_lines_of_the_file() {
        let unix = "name,code,note\nx,A,\n\n\nx,B,\"two\nlines\"\nx,C,\n";
        for text in [unix.to_owned(), unix.replace('\n', "\r\n"), unix.replace('\n', "\r"), format!("\u{feff}{unix}")] {
            let (rows, bad) = read(text.as_bytes());
            assert_eq!(lines(&rows), [2, 5, 7], "{text:?}");
            assert_eq!(bad, []);
        }
    }

    #[test]
    fn finds_columns_whatever_their_order_case_and_delimiter() {
        let (rows, bad) = read(b" NAME ;unknown;Code;remark\nx;y;A;hello, you\n");
        assert_eq!(rows, [(2, "A".into(), "hello, you".into())]);
        assert_eq!(bad, []);
        assert_eq!(read(b"code\tname\nA\tx\n").0.len(), 1);
    }

    #[test]
    fn names_all_missing_columns_at_once() {
        let (rows, bad) = read(b"note,other\nx,y\nz,t\n");
        assert!(rows.is_empty());
        assert_eq!(bad, [BadRow { line: 1, reason: "columns missing: code, name; the first line must name them".into() }]);
    }

    #[test]
    fn says_what_is_wrong_with_a_whole_file() {
        for (text, says) in [(&b""[..], "empty"), (b"\xff\xfec\0o\0", "UTF-16"), (b"\n\n", "empty")] {
            let (rows, bad) = read(text);
            assert!(rows.is_empty());
            assert_eq!(bad.len(), 1);
            assert_eq!(bad[0].line, 1);
            assert!(bad[0].reason.contains(says), "{}", bad[0].reason);
        }
    }

    #[test]
    fn reports_a_broken_row_and_goes_on() {
        let (rows, bad) = read(b"code,name,note\nA,x,1,2\nB,caf\xe9,\n,x,\nC,x\nD,x,y,,\nE,x\0,\n");
        assert_eq!(lines(&rows), [5, 6]);
        assert_eq!(bad.iter().map(|bad| bad.line).collect::<Vec<_>>(), [2, 3, 4, 7]);
        assert!(bad[0].reason.contains("4 values where the first line names 3"));
        assert!(bad[1].reason.contains("UTF-8"));
        assert_eq!(bad[2].reason, "“code” is empty");
    }

    #[test]
    fn an_open_quotation_mark_does_not_swallow_rows_in_silence() {
        let (rows, bad) = read(b"code,name,note\nA,x,\nB,\"x,\nC,x,\nD,x,\n");
        assert_eq!(lines(&rows), [2]);
        assert_eq!(bad.len(), 1);
        assert_eq!(bad[0].line, 3);
        assert!(bad[0].reason.contains("never closed"));
    }

    #[test]
    fn an_inch_mark_is_not_an_open_quotation_mark() {
        let (rows, bad) = read(b"code,name,note\nA,x,27\" tyre\nB,x,\n");
        assert_eq!(lines(&rows), [2, 3]);
        assert_eq!(bad, []);
    }
}
