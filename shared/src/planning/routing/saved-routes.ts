import type { Routes } from './routes.ts'

/** The undo log of one step: the changed routes as they were, and the sums. */
export class SavedRoutes {
  private readonly stops: Int32Array
  private readonly length: Int32Array
  private readonly version: Int32Array
  private readonly touched: Int32Array
  private readonly isTouched: Uint8Array
  private readonly load: Float64Array
  private readonly absent: Int32Array
  private touchedCount = 0
  absentCount = 0
  private travel = 0
  private assignment = 0
  private lostPrize = 0

  constructor(routes: Routes) {
    this.stops = new Int32Array(routes.stops.length)
    this.length = new Int32Array(routes.length.length)
    this.version = new Int32Array(routes.length.length)
    this.touched = new Int32Array(routes.length.length)
    this.isTouched = new Uint8Array(routes.length.length)
    this.load = new Float64Array(routes.load.length)
    this.absent = new Int32Array(routes.absent.length)
  }

  begin(routes: Routes): void {
    for (let index = 0; index < this.touchedCount; index++) this.isTouched[this.touched[index]] = 0
    this.touchedCount = 0
    this.absentCount = routes.absentCount
    for (let index = 0; index < routes.absentCount; index++) {
      this.absent[index] = routes.absent[index]
    }
    this.travel = routes.travel
    this.assignment = routes.assignment
    this.lostPrize = routes.lostPrize
  }

  keep(routes: Routes, vehicle: number): void {
    if (this.isTouched[vehicle] === 1) return
    this.isTouched[vehicle] = 1
    this.touched[this.touchedCount++] = vehicle
    this.length[vehicle] = routes.length[vehicle]
    this.version[vehicle] = routes.version[vehicle]
    const base = vehicle * routes.width
    for (let index = base; index < base + routes.length[vehicle]; index++) {
      this.stops[index] = routes.stops[index]
    }
    const { resourceCount } = routes.layout.problem
    for (let cell = vehicle * resourceCount; cell < (vehicle + 1) * resourceCount; cell++) {
      this.load[cell] = routes.load[cell]
    }
  }

  restore(routes: Routes): void {
    const { resourceCount } = routes.layout.problem
    for (let entry = 0; entry < this.touchedCount; entry++) {
      const vehicle = this.touched[entry]
      const base = vehicle * routes.width
      for (let index = 0; index < routes.length[vehicle]; index++) {
        const node = routes.stops[base + index]
        if (routes.routeOf[node] === vehicle) routes.routeOf[node] = -1
      }
    }
    for (let entry = 0; entry < this.touchedCount; entry++) {
      const vehicle = this.touched[entry]
      const base = vehicle * routes.width
      const length = this.length[vehicle]
      for (let index = 0; index < length; index++) {
        const node = this.stops[base + index]
        routes.stops[base + index] = node
        routes.routeOf[node] = vehicle
        routes.positionOf[node] = index
      }
      routes.length[vehicle] = length
      for (let cell = vehicle * resourceCount; cell < (vehicle + 1) * resourceCount; cell++) {
        routes.load[cell] = this.load[cell]
      }
      routes.refresh(vehicle, 0, length)
      routes.version[vehicle] = this.version[vehicle]
    }
    for (let index = 0; index < this.absentCount; index++) {
      routes.absent[index] = this.absent[index]
    }
    routes.absentCount = this.absentCount
    routes.travel = this.travel
    routes.assignment = this.assignment
    routes.lostPrize = this.lostPrize
  }
}
