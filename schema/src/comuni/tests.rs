use super::*;

fn belfiore(found: Option<&Comune>) -> &str {
    found.map_or("", |row| row.belfiore)
}

#[test]
fn a_code_holds_only_in_its_time() {
    let monza = |day| by_belfiore("F704", Day(day)).map(|row| (row.province, row.istat));
    assert_eq!(monza(1960_01_01), Some(("MI", "015149")));
    assert_eq!(monza(2009_06_29), Some(("MI", "015149")));
    assert_eq!(monza(2009_06_30), Some(("MB", "108033")));
    assert_eq!(monza(1860_01_01), None);
    // Castello di Serravalle became part of Valsamoggia on 1 January 2014.
    assert!(by_belfiore("C191", Day(2013_12_31)).is_some());
    assert!(by_belfiore("C191", Day(2014_01_01)).is_none());
    assert_eq!(
        latest("C191").map(|row| row.name),
        Some("Castello di Serravalle")
    );
    assert!(may_exist("C191", UncertainDate::year(1950).unwrap()));
    assert!(!may_exist("C191", UncertainDate::year(2020).unwrap()));
    assert!(history("Z999").is_empty());
}

#[test]
fn a_name_is_that_of_the_day() {
    let name = |day| by_belfiore("D599", Day(day)).map(|row| row.name);
    assert_eq!(name(1930_01_01), Some("Finale nell'Emilia"));
    assert_eq!(name(1950_01_01), Some("Finale Emilia"));
    assert_eq!(by_name("FINALENELLEMILIA", Day(1930_01_01), None).len(), 1);
    // People go on using a name that is no longer official.
    assert_eq!(
        by_name("FINALENELLEMILIA", Day(1950_01_01), Some("MO")).len(),
        1
    );
    assert!(by_name("FINALENELLEMILIA", Day(1950_01_01), Some("BO")).is_empty());
    assert_eq!(
        by_name(&fold("Bozen"), Day(2020_01_01), None)
            .first()
            .map(|row| row.belfiore),
        Some("A952")
    );
}

#[test]
fn two_comuni_of_one_name_are_told_apart_by_the_province() {
    let day = Day(2020_01_01);
    let found = by_name(&fold("San Teodoro"), day, None);
    assert_eq!(found.len(), 2, "{found:?}");
    assert_eq!(by_name(&fold("San Teodoro"), day, Some("ME")).len(), 1);
}

#[test]
fn an_istat_code_is_found_in_whatever_time_it_was_written() {
    // Born in 1960 in the Monza of then: the code of the day and today's.
    assert_eq!(belfiore(by_istat("015149", Day(1960_01_01))), "F704");
    assert_eq!(belfiore(by_istat("108033", Day(1960_01_01))), "F704");
    assert_eq!(
        by_istat("108033", Day(1960_01_01)).map(|row| row.province),
        Some("MI")
    );
    // Comuni of the region that merged since.
    assert_eq!(belfiore(by_istat("037004", Day(2000_01_01))), "A726");
    assert_eq!(belfiore(by_istat("034048", Day(2000_01_01))), "M174");
    assert_eq!(by_istat("037004", Day(2020_01_01)), None);
    assert_eq!(by_istat("036999", Day(2000_01_01)), None);
    assert!(is_istat("036023") && !is_istat("36023"));
}

#[test]
fn the_codice_fiscale_decides_where_the_table_lacks_a_code() {
    // Cantonale, province of Milano, gone in 1936: ISTAT's number 015992 is in no package.
    let day = Day(1936_02_19);
    assert_eq!(belfiore(birthplace("015992", day, Some("B638"))), "B638");
    assert_eq!(birthplace("015992", day, None), None);
    // Not in another province, not when the Comune was none, not against a code that the table knows.
    assert_eq!(birthplace("036992", day, Some("B638")), None);
    assert_eq!(birthplace("015992", Day(1950_01_01), Some("B638")), None);
    assert_eq!(belfiore(birthplace("036023", day, Some("B638"))), "F257");
    assert_eq!(birthplace("0159é", day, Some("B638")), None);
}

#[test]
fn the_province_of_modena_has_its_47_comuni() {
    let comuni = province("MO", Day(2023_01_01));
    assert_eq!(comuni.len(), 47);
    assert!(
        comuni
            .iter()
            .all(|row| row.istat.starts_with("036") && row.is_current())
    );
    assert!(province("XX", Day(2023_01_01)).is_empty());
}

#[test]
fn the_whole_table_is_read_and_every_spell_is_well_formed() {
    let rows = &archive().rows;
    assert_eq!(rows.len(), TABLE.lines().count());
    assert!(rows.is_sorted_by_key(|row| (row.belfiore, row.from)));
    for row in rows {
        assert!(row.from < row.to, "{row:?}");
        assert!(row.istat.is_empty() || row.istat.len() == 6, "{row:?}");
        assert_eq!((row.belfiore.len(), row.province.len()), (4, 2), "{row:?}");
        assert!(!row.name.is_empty(), "{row:?}");
        assert!(row.from.to_naive().is_some(), "{row:?}");
    }
    // A current ISTAT code names one Comune.
    let mut current: Vec<_> = rows
        .iter()
        .filter(|row| row.is_current() && !row.istat.is_empty())
        .collect();
    current.sort_by_key(|row| row.istat);
    assert!(
        current
            .windows(2)
            .all(|pair| pair[0].istat != pair[1].istat)
    );
    assert!(current.len() > 7_850, "{}", current.len());
}
