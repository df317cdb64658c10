/** The part of each figure: what adds up to it, as SQL. */
import type { Figure } from '@changeover/shared/progress'
import type { ProgressScope } from '../scope.ts'
import { causeRows, changeRows } from './change-figures.ts'
import type { FigurePart } from './figure-part.ts'
import { homeKitRows, kitRows } from './kit-figures.ts'
import { connectorRows, coverageRows, removedRows } from './network-figures.ts'
import { ageingRows, doneRows, scopeRows, stateRows } from './order-figures.ts'
import { blockedDayRows, blockedPortRows, firstVisitRows, notLiveRows } from './visit-figures.ts'

/** What adds up to a figure. */
export function partOf(scope: ProgressScope, figure: Figure): FigurePart {
  switch (figure.figure) {
    case 'done':
      return figure.charge === 'HOME'
        ? homeKitRows(scope, { ...figure, step: 'installed' })
        : doneRows(scope, figure)
    case 'scope':
      return figure.charge === 'HOME'
        ? homeKitRows(scope, { step: 'ordered' })
        : scopeRows(scope, figure)
    case 'orders':
      return stateRows(scope, figure)
    case 'blockedDays':
      return blockedDayRows(scope, figure)
    case 'blockedPorts':
      return blockedPortRows(scope, figure)
    case 'ageing':
      return ageingRows(scope, figure)
    case 'firstVisits':
      return firstVisitRows(scope, figure)
    case 'notLive':
      return notLiveRows(scope, figure)
    case 'connectors':
      return connectorRows(scope, figure)
    case 'removed':
      return removedRows(scope, figure)
    case 'coverage':
      return coverageRows(scope, figure)
    case 'homeKits':
      return homeKitRows(scope, figure)
    case 'kits':
      return kitRows(scope, figure)
    case 'changes':
      return changeRows(scope, figure)
    case 'causes':
      return causeRows(scope, figure)
  }
}
