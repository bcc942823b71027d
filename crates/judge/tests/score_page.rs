//! `docs/score.md` says what the code does.

#[test]
fn the_page_lists_the_grades_of_the_code() {
    let page = include_str!("../../../docs/score.md");
    let row = |name: &str| -> Vec<String> {
        let start = format!("| {name} |");
        let line = page.lines().find(|l| l.starts_with(&start)).expect("the row is there");
        line[start.len()..].trim_end_matches('|').split('|').map(|cell| cell.trim().to_string()).collect()
    };
    let listed: Vec<_> = row("from").into_iter().zip(row("grade")).collect();
    let real: Vec<_> = sneck_judge::GRADES.iter().map(|(from, grade)| (from.to_string(), grade.to_string())).collect();
    assert_eq!(listed, real);
}
