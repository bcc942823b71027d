//! Signs that a view changes state.

use ruff_python_ast::{Expr, ExprCall};

use super::super::scope::Scopes;
use super::super::{names, value};
use crate::source::words::{self, Words};

/// Methods that change a database, a file or send something, by the last part of their names.
static CHANGING: Words = Words::new(|| {
    words::set(
        "commit drop_all create_all insert_one insert_many update_one update_many delete_one delete_many replace_one \
         bulk_save_objects bulk_insert_mappings bulk_create sendmail send_message send_mail send_email unlink rmtree \
         executescript drop_database drop_collection login_user logout_user flushall flushdb publish apply_async delay",
    )
});
/// Words in a view's name or path that say so.
static SAYING: Words = Words::new(|| {
    words::set(
        "logout signout delete remove reset create createdb initdb init populate seed drop destroy clear purge update \
         add edit register signup unsubscribe subscribe send upload import install restart shutdown activate deactivate \
         enable disable approve reject cancel pay checkout migrate restore flush",
    )
});

/// The call changes state.
#[must_use]
pub fn by_call(scopes: &Scopes<'_>, call: &ExprCall) -> bool {
    let Some(last) = names::last_part(&call.func) else { return false };
    let Expr::Attribute(attribute) = call.func.as_ref() else { return CHANGING.contains(last) };
    let of_session = names::last_part(&attribute.value) == Some("session");
    CHANGING.contains(last)
        || (of_session && matches!(last, "add" | "delete" | "merge" | "add_all"))
        || (matches!(last, "save" | "delete") && call.arguments.args.len() <= 1)
        || (last == "execute" && changes_rows(scopes, call))
}

/// `execute("DELETE FROM …")`.
fn changes_rows(scopes: &Scopes<'_>, call: &ExprCall) -> bool {
    let text = call.arguments.args.first().and_then(|a| value::text(scopes, a)).unwrap_or_default();
    let verb = text.split_whitespace().next().unwrap_or_default().to_ascii_uppercase();
    matches!(verb.as_str(), "INSERT" | "UPDATE" | "DELETE" | "DROP" | "CREATE" | "ALTER" | "TRUNCATE" | "REPLACE")
}

/// The name of the view says that it changes state.
#[must_use]
pub fn says_so(name: &str) -> bool {
    name.to_ascii_lowercase().split('_').any(|word| SAYING.contains(word))
}

/// A part of the path says so.
#[must_use]
pub fn path_says_so(path: &str) -> bool {
    let fixed = path.split('/').filter(|part| !part.contains('<'));
    fixed.flat_map(|part| part.split(['-', '_'])).any(|word| SAYING.contains(word.to_ascii_lowercase().as_str()))
}
