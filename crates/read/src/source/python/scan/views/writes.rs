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
         enable disable approve reject cancel pay checkout migrate restore flush logoff signoff optout optin wipe erase \
         empty truncate kill terminate stop reboot reload rollback deploy upgrade run exec execute trigger rebuild reindex \
         resend retry revoke rotate regenerate renew grant promote demote ban unban unblock unlock mute unmute \
         follow unfollow like unlike dislike vote upvote downvote buy purchase transfer withdraw refund redeem accept \
         decline dismiss toggle rename impersonate deregister trash",
    )
});
/// The commonest of them in German, French, Spanish, Italian and Dutch, as addresses spell them.
static SAYING_ELSEWHERE: Words = Words::new(|| {
    words::set(
        "abmelden loeschen löschen entfernen zuruecksetzen zurücksetzen senden kaufen bestellen stornieren deconnexion \
         déconnexion deconnecter supprimer effacer envoyer acheter annuler salir eliminar borrar enviar comprar cancelar \
         esci elimina cancella uitloggen afmelden verwijderen",
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
    any_says_so(&parts(name))
}

/// A part of the path says so.
#[must_use]
pub fn path_says_so(path: &str) -> bool {
    any_says_so(&path.split('/').filter(|part| !part.contains('<')).flat_map(parts).collect::<Vec<_>>())
}

/// One of the words, or two that are written apart: `log-out`.
fn any_says_so(words: &[String]) -> bool {
    let says = |word: &str| SAYING.contains(word) || SAYING_ELSEWHERE.contains(word);
    words.iter().any(|word| says(word)) || words.windows(2).any(|two| says(&two.concat()))
}

/// Words between hyphens, underscores and the capitals of camel case, in lower case: `delete_user`, `deleteUser`.
fn parts(text: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut after_lower = false;
    for sign in text.chars() {
        if matches!(sign, '-' | '_') || (sign.is_uppercase() && after_lower) {
            words.push(String::new());
        }
        after_lower = sign.is_lowercase();
        if let (false, Some(word)) = (matches!(sign, '-' | '_'), words.last_mut()) {
            word.extend(sign.to_lowercase());
        }
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_found_however_they_are_joined() {
        for path in
            ["/log-out", "/api/deleteUser", "/DELETE", "/users/<int:id>/revoke_all", "/konto/abmelden", "/LogOut"]
        {
            assert!(path_says_so(path), "{path}");
        }
        for path in ["/address", "/likes", "/login/out-of-office", "/deployments", "/blocks", "/books/<delete>"] {
            assert!(!path_says_so(path), "{path}");
        }
        assert!(says_so("resetPassword") && says_so("sign_out") && !says_so("settings"));
    }
}
