/** What sentences count, under `count`: one of it, or several. */
export default {
  days: '{count} day | {count} days',
  exceptions: '{count} exception | {count} exceptions',
  orders: '{count} order | {count} orders',
  ports: '{count} port | {count} ports',
  sites: '{count} site | {count} sites',
}
