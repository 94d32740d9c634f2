//! What every handler of the board does alike.

use actix_web::{HttpRequest, web};
use hub::notices::{Member, NoticeError, Notices, Origin};

use crate::problem::Problem;
use crate::state::Hub;
use crate::{auth, board};

/// Recognises the caller and lets it do that work on the board.
pub async fn acting<T: Send + 'static>(
    request: &HttpRequest,
    hub: &web::Data<Hub>,
    work: impl FnOnce(&Notices, &Member, &Origin) -> Result<T, NoticeError> + Send + 'static,
) -> Result<T, Problem> {
    let caller = auth::caller(request, hub).await?;
    board::attempt(request, hub, caller.user_id(), work)
        .await?
        .map_err(board::problem)
}
