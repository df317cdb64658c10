export default {
  navigation: {
    overview: 'Overview',
    network: 'Network',
    orders: 'Work orders',
    program: 'Program',
    reports: 'Reports',
    admin: 'Admin',
    field: 'Field app',
  },
  skip: 'Skip to the content',
  theme: { label: 'Colours', light: 'Light', dark: 'Dark', auto: 'As the device' },
  signOut: 'Sign out',
  account: 'Your account',
  help: 'Keyboard shortcuts',
  search: 'Go to a page',
  live: {
    connected: 'Live',
    connecting: 'Connecting…',
    interrupted: 'Connection lost. Trying again; what you see may be old.',
  },
  demo: 'Demo data',
  asOf: {
    past: 'You are looking at {day}, as it was known then.',
    back: 'Back to today',
  },
  missing: {
    title: 'There is no such page',
    text: 'The address may be old or mistyped.',
    back: 'Go to the overview',
  },
  failure: { retry: 'Try again', reference: 'Reference' },
  shortcuts: {
    title: 'Keyboard shortcuts',
    go: 'Go to {page}',
    search: 'Search',
    help: 'This list',
  },
}
