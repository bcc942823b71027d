//! What could not be read or judged, as notices of the run.

use serde_json::{Value as Json, json};
use sneck_model::{Layer, Place, Report};

use super::location::{Artifacts, text};

/// The most notices; a tree of broken files has as many as it has files.
const MOST: usize = 1000;

/// The sorts of notices.
const UNREAD: usize = 0;
const NOT_JUDGED: usize = 1;
const LEFT_OUT: usize = 2;
const SORTS: [Sort; 3] = [
    Sort {
        id: "unread-file",
        level: "warning",
        says: "A file, or part of it, could not be read",
        help: "What stands in it was not audited. The rest was.",
    },
    Sort {
        id: "not-judged",
        level: "note",
        says: "Something could not be told",
        help: "A value comes from outside, or is worked out in a way that is not followed. It is neither a finding nor a pass.",
    },
    Sort {
        id: "left-out",
        level: "warning",
        says: "More was found than the report holds",
        help: "Code hosts refuse larger reports. Mend what is worst, or choose rules with `--select`.",
    },
];

struct Sort {
    id: &'static str,
    level: &'static str,
    says: &'static str,
    help: &'static str,
}

/// The sorts, for the description of the tool.
pub(super) fn descriptors() -> Json {
    let sort = |Sort { id, level, says, help }: &Sort| {
        json!({
            "id": id,
            "name": super::rules::name(id),
            "shortDescription": {"text": format!("{says}.")},
            "fullDescription": {"text": format!("{says}. {help}")},
            "help": {"text": help},
            "defaultConfiguration": {"level": level},
        })
    };
    SORTS.iter().map(sort).collect()
}

/// Every notice.
pub(super) fn notices(report: &Report, left_out: usize, artifacts: &mut Artifacts) -> Json {
    let mut all = Vec::new();
    if left_out > 0 {
        all.push(notice(LEFT_OUT, &format!("{left_out} of the mildest findings are left out")));
    }
    for row in report.unread.iter().take(MOST) {
        let place =
            Place::File { layer: Layer::Code, path: row.path.as_str().into(), line: row.line, column: 0, width: 0 };
        let mut notice = notice(UNREAD, &format!("{place}: {}", row.why));
        notice["locations"] = json!([{"physicalLocation": artifacts.physical(&place)}]);
        all.push(notice);
    }
    let told = report.not_looked_at.iter().map(|row| notice(NOT_JUDGED, &format!("{}: {}", row.what, row.why)));
    all.extend(told.take(MOST));
    Json::Array(all)
}

fn notice(sort: usize, says: &str) -> Json {
    let Sort { id, level, .. } = SORTS[sort];
    json!({"descriptor": {"id": id, "index": sort}, "level": level, "message": {"text": text(says)}})
}
