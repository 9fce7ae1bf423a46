//! Columns of plain text for people to read.

/// Lays out rows under their headings. Each column is as wide as its widest cell.
pub fn of<const N: usize>(head: [&str; N], rows: impl IntoIterator<Item = [String; N]>) -> String {
    let mut all = vec![head.map(str::to_owned)];
    all.extend(rows);
    let mut wide = [0; N];
    for row in &all {
        for (width, cell) in wide.iter_mut().zip(row) {
            *width = (*width).max(cell.chars().count());
        }
    }
    let lines = all.iter().map(|row| {
        let cells = row.iter().zip(wide).map(|(cell, width)| format!("{cell:width$}"));
        cells.collect::<Vec<_>>().join("  ").trim_end().to_owned()
    });
    lines.collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    #[test]
    fn columns_stand_under_their_headings() {
        let rows = [["a", "council"], ["longer", "x"]].map(|row| row.map(str::to_owned));
        let table = super::of(["NAME", "KIND"], rows);
        assert_eq!(table, "NAME    KIND\na       council\nlonger  x");
        assert_eq!(super::of(["NAME"], []), "NAME");
    }
}
