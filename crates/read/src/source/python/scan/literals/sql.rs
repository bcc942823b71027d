//! Accounts that SQL statements in the code create.

use ruff_python_ast::Expr;
use sneck_model::LiteralForm;

use super::super::scope::Scopes;
use super::row::Rows;
use crate::source::literals::sql;

/// `INSERT INTO users (name, password) VALUES ('admin', '…')`.
pub fn statement(scopes: &Scopes<'_>, expr: &Expr, text: &str, rows: &mut Rows<'_>) {
    for account in sql::accounts(text) {
        rows.push(scopes, "password", LiteralForm::Pair, expr, account.password.as_bytes(), account.user.as_deref());
    }
}
