import { jobCountOf, vehicleCountOf, type RoutingProblem } from './problem.ts'

/**
 * A routing problem laid out for the search. Nodes are numbered: the jobs, then one restocking stop
 * per vehicle (if there is restocking), then the places where shifts start and end. `out` and `into`
 * hold travel by rows of the inserted node, so that a scan along a route reads one row.
 */
export interface Layout {
  readonly problem: RoutingProblem
  readonly jobs: number
  readonly vehicles: number
  readonly nodes: number
  /** `out[a * nodes + b]` = travel a → b; `into[b * nodes + a]` = travel a → b. */
  readonly out: Float64Array
  readonly into: Float64Array
  readonly startNode: Int32Array
  readonly endNode: Int32Array
  readonly service: Float64Array
  readonly open: Float64Array
  readonly close: Float64Array
  /** Vehicles of one class are interchangeable while empty. */
  readonly classOf: Int32Array
  readonly classes: number
  /** All jobs by distance from a job: `neighbours[job * jobs + rank]`, itself first. */
  readonly neighbours: Int32Array
}

/** Numbers the nodes, expands the matrices and sorts the neighbours. */
export function layOut(problem: RoutingProblem): Layout {
  const jobs = jobCountOf(problem)
  const vehicles = vehicleCountOf(problem)
  const { placeOfNode, startNode, endNode } = numberNodes(problem, vehicles)
  const nodes = placeOfNode.length
  const out = expand(problem, placeOfNode, false)
  const into = isSymmetric(problem) ? out : expand(problem, placeOfNode, true)
  const { service, open, close } = windows(problem, jobs, vehicles)
  const { classOf, classes } = classify(problem, jobs, vehicles)
  const neighbours = sortNeighbours(out, into, jobs, nodes)
  return {
    problem,
    jobs,
    vehicles,
    nodes,
    out,
    into,
    startNode,
    endNode,
    service,
    open,
    close,
    classOf,
    classes,
    neighbours,
  }
}

function numberNodes(problem: RoutingProblem, vehicles: number) {
  const placeOfNode = Array.from(problem.jobPlace)
  if (problem.restock) {
    for (let vehicle = 0; vehicle < vehicles; vehicle++) placeOfNode.push(problem.restock.place)
  }
  const nodeOfPlace = new Map<number, number>()
  const nodeFor = (place: number): number => {
    const known = nodeOfPlace.get(place)
    if (known !== undefined) return known
    placeOfNode.push(place)
    nodeOfPlace.set(place, placeOfNode.length - 1)
    return placeOfNode.length - 1
  }
  const startNode = Int32Array.from(problem.vehicleStart, nodeFor)
  const endNode = Int32Array.from(problem.vehicleEnd, nodeFor)
  return { placeOfNode, startNode, endNode }
}

function expand(problem: RoutingProblem, placeOfNode: number[], isTransposed: boolean) {
  const nodes = placeOfNode.length
  const { travel, placeCount } = problem
  const matrix = new Float64Array(nodes * nodes)
  for (let row = 0; row < nodes; row++) {
    for (let column = 0; column < nodes; column++) {
      const from = placeOfNode[isTransposed ? column : row]
      const to = placeOfNode[isTransposed ? row : column]
      matrix[row * nodes + column] = travel[from * placeCount + to]
    }
  }
  return matrix
}

function isSymmetric({ travel, placeCount }: RoutingProblem): boolean {
  for (let row = 0; row < placeCount; row++) {
    for (let column = 0; column < row; column++) {
      if (travel[row * placeCount + column] !== travel[column * placeCount + row]) return false
    }
  }
  return true
}

/** Windows per node and period; a restocking stop is open all day. */
function windows(problem: RoutingProblem, jobs: number, vehicles: number) {
  const stops = jobs + (problem.restock ? vehicles : 0)
  const service = new Float64Array(stops)
  service.set(problem.service)
  const open = new Float64Array(stops * problem.periodCount).fill(-Infinity)
  const close = new Float64Array(stops * problem.periodCount).fill(Infinity)
  open.set(problem.open)
  close.set(problem.close)
  return { service, open, close }
}

function classify(problem: RoutingProblem, jobs: number, vehicles: number) {
  const classOf = new Int32Array(vehicles)
  const known = new Map<string, number>()
  const { resourceCount } = problem
  for (let vehicle = 0; vehicle < vehicles; vehicle++) {
    const parts: number[] = [
      problem.vehicleStart[vehicle],
      problem.vehicleEnd[vehicle],
      problem.vehiclePeriod[vehicle],
      problem.shiftStart[vehicle],
      problem.shiftEnd[vehicle],
      ...problem.capacity.subarray(vehicle * resourceCount, (vehicle + 1) * resourceCount),
    ]
    for (let job = 0; job < jobs; job++) {
      const cell = job * vehicles + vehicle
      parts.push(problem.allowed[cell], problem.assignmentCost?.[cell] ?? 0)
      if (problem.restock) parts.push(problem.restock.toolsAboard[cell])
    }
    const key = parts.join(',')
    if (!known.has(key)) known.set(key, known.size)
    classOf[vehicle] = known.get(key) ?? 0
  }
  return { classOf, classes: known.size }
}

function sortNeighbours(out: Float64Array, into: Float64Array, jobs: number, nodes: number) {
  const neighbours = new Int32Array(jobs * jobs)
  const nearness = new Float64Array(jobs)
  for (let job = 0; job < jobs; job++) {
    const row = job * nodes
    for (let other = 0; other < jobs; other++) {
      nearness[other] = other === job ? -1 : Math.min(out[row + other], into[row + other])
    }
    const sorted = neighbours.subarray(job * jobs, (job + 1) * jobs)
    for (let other = 0; other < jobs; other++) sorted[other] = other
    sorted.sort((a, b) => nearness[a] - nearness[b] || a - b)
  }
  return neighbours
}
