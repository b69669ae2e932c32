use super::*;

fn cells(bytes: &[u8]) -> Result<Vec<String>, FileError> {
    let table = Table::read(bytes, &["a"], |c| c == "b")?;
    Ok(table.rows.iter().map(|r| table.raw(r, "b").to_owned()).collect())
}

#[test]
fn delimiters_and_encodings_are_told_by_looking() {
    for bytes in [
        "a;b\n1;å\n".as_bytes(),
        "\u{feff}a,b\r\n1,å\r\n".as_bytes(),
        "a\tb\n1\tå".as_bytes(),
        b"a;b\n1;\xe5\n",
        "\"a\";\"b\"\n\"1\";\"å\"\n".as_bytes(),
    ] {
        assert_eq!(cells(bytes), Ok(vec!["å".to_owned()]), "{bytes:?}");
    }
}

#[test]
fn a_broken_file_is_refused_with_its_line() {
    assert_eq!(cells(b"a;b\n1;\xc3\xa5\n2;\xe5\n"), Err(FileError::Encoding { line: 3 }));
    assert_eq!(cells(b"\xef\xbb\xbfa;b\n1;\xe5\n"), Err(FileError::Encoding { line: 2 }));
    assert_eq!(cells(b"a;b\n1;x\0\n"), Err(FileError::Encoding { line: 2 }));
    assert_eq!(cells(b" \n"), Err(FileError::EmptyFile));
    let wide = FileError::Row { line: 3, problem: CellProblem::Width { found: 3, expected: 2 } };
    assert_eq!(cells(b"a;b\n1;2\n1;2;3\n"), Err(wide));
    assert_eq!(cells(b"a;c\n"), Err(FileError::UnknownColumn("c".into())));
    assert_eq!(cells(b"b\n"), Err(FileError::MissingColumn("a".into())));
    assert_eq!(cells(b"a;a\n"), Err(FileError::DuplicateColumn("a".into())));
}

/// A register of that many rows, with that text in every cell.
fn workbook(rows: u32, columns: u16, text: &str) -> Vec<u8> {
    let mut book = rust_xlsxwriter::Workbook::new();
    let sheet = book.add_worksheet();
    for column in 0..columns {
        sheet.write_string(0, column, if column == 0 { "a" } else { "b" }).expect("a head");
        for row in 1..=rows {
            sheet.write_string(row, column, text).expect("a cell");
        }
    }
    book.save_to_buffer().expect("a workbook")
}

#[test]
fn rows_are_counted_as_a_spreadsheet_counts_them_whatever_ends_a_line() {
    for (end, blank) in [("\n", ""), ("\r\n", ""), ("\r\n", "\r\n"), ("\n", "\n")] {
        let text = ["a;b", "1;2", "\"två\";3", "4;5;6"].join(end).replacen(end, &format!("{end}{blank}"), 1);
        let line = if blank.is_empty() { 4 } else { 5 };
        let wide = FileError::Row { line, problem: CellProblem::Width { found: 3, expected: 2 } };
        assert_eq!(cells(text.as_bytes()), Err(wide), "{text:?}");
    }
}

#[test]
fn what_is_no_table_is_said_to_be_none() {
    let mut book = rust_xlsxwriter::Workbook::new();
    let sheet = book.add_worksheet();
    sheet.write_row(0, 0, ["a", "b"]).expect("a head");
    sheet.merge_range(1, 0, 2, 0, "1", &rust_xlsxwriter::Format::new()).expect("merged");
    assert_eq!(cells(&book.save_to_buffer().expect("a workbook")), Err(FileError::MergedCells));
    for start in OTHER_FILES {
        assert_eq!(cells(&[start, b" and more\0"].concat()), Err(FileError::NotASheet));
    }
}

#[test]
fn a_small_file_with_much_in_it_is_refused() {
    let text = "å".repeat(8_000);
    let book = workbook(20_000 / 2, 2, &text);
    assert!(book.len() < 1_000_000, "{}", book.len());
    assert_eq!(cells(&book), Err(FileError::TableTooLarge));
    let many = format!("a;b\n{}", ";\n".repeat(200_000));
    assert_eq!(cells(many.as_bytes()), Err(FileError::TableTooLarge));
    let long = format!("a;b\n1;{}\n", "x".repeat(16_000_001));
    assert_eq!(cells(long.as_bytes()), Err(FileError::TableTooLarge));
}

#[test]
fn a_register_of_twenty_thousand_units_is_read() {
    let rows: String =
        (1..20_000).map(|i| format!("norra-innerstaden;Förskolan Solstrålen på Långa gatan nummer {i}\n")).collect();
    assert_eq!(cells(format!("a;b\n{rows}").as_bytes()).expect("read").len(), 19_999);
    assert_eq!(cells(&workbook(19_999, 2, "Förskolan Solstrålen på Långa gatan")).expect("read").len(), 19_999);
}

#[test]
fn the_guard_before_a_formula_is_taken_off_again() {
    assert_eq!(cells(b"a;b\n1;'=1+1\n2;'quoted\n"), Ok(vec!["=1+1".into(), "'quoted".into()]));
}

proptest::proptest! {
    #[test]
    fn any_bytes_are_read_or_refused(bytes in proptest::collection::vec(proptest::num::u8::ANY, 0..200)) {
        let _ = cells(&bytes);
        let _ = cells(&[b"a;b\n", &bytes[..]].concat());
    }
}
