import type { OrderDetail } from '@changeover/shared/orders'

/** An order as an older version of the app may have kept it. */
type KeptOrder = Omit<OrderDetail, 'observations' | 'parts' | 'lateReports' | 'sitePhotos'> &
  Partial<OrderDetail>

const unknownFacts = {
  kitSerial: null,
  kitSide: null,
  waivedUntil: null,
  rungs: { energised: null, first_session: null, publicly_listed: null },
}

/** What an app before this one kept, with the fields it did not know, until the next fetch. */
export function completeOrder(order: KeptOrder): OrderDetail {
  return {
    observations: [],
    parts: [],
    lateReports: [],
    sitePhotos: [],
    ...order,
    ports: order.ports.map((port) => ({ ...unknownFacts, ...port })),
    answers: order.answers.map((answer) => ({ ...answer, rivals: answer.rivals ?? [] })),
  }
}
