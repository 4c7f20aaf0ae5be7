//! How much a client may send before it has said something.
//!
//! The codec keeps a frame until all of it is there, however long it says it is, and looks at the limit afterwards: a frame without end
//! would fill the memory. So bytes are counted before they come to the codec, and the count begins anew with every message that comes
//! out of it.

use super::LONGEST_FRAME;
use actix_web::error::PayloadError;
use actix_web::web::Bytes;
use actix_web::{FromRequest, HttpRequest, dev, web};
use actix_ws::ProtocolError;
use futures_util::Stream;
use std::cell::Cell;
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll, ready};

/// Bytes without a message, at most. More than the longest frame: a message may come in many small ones, and several may come at once.
const MOST: usize = 4 * LONGEST_FRAME;

/// The bytes that have come since the last message.
#[derive(Clone, Default)]
pub struct Intake(Rc<Cell<usize>>);

impl Intake {
    /// A message has come out.
    pub fn understood(&self) {
        self.0.set(0);
    }

    /// The body of an upgrade, which fails when too much comes without a message.
    pub async fn of(&self, request: &HttpRequest, body: web::Payload) -> Result<web::Payload, actix_web::Error> {
        let counted: Pin<Box<dyn Stream<Item = Result<Bytes, PayloadError>>>> =
            Box::pin(Counted { body: body.into_inner(), intake: self.clone() });
        web::Payload::from_request(request, &mut dev::Payload::Stream { payload: counted }).await
    }

    /// Whether this is how a body fails when too much came.
    pub fn is_too_much(error: &ProtocolError) -> bool {
        let ProtocolError::Io(error) = error else { return false };
        error.get_ref().is_some_and(|error| matches!(error.downcast_ref(), Some(PayloadError::Overflow)))
    }
}

struct Counted {
    body: dev::Payload,
    intake: Intake,
}

impl Stream for Counted {
    type Item = Result<Bytes, PayloadError>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let item = ready!(Pin::new(&mut self.body).poll_next(context));
        let Some(Ok(bytes)) = &item else { return Poll::Ready(item) };
        let count = self.intake.0.get() + bytes.len();
        self.intake.0.set(count);
        Poll::Ready(if count > MOST { Some(Err(PayloadError::Overflow)) } else { item })
    }
}
