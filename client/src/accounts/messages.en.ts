export default {
  signIn: {
    title: 'Sign in',
    email: 'E-mail',
    password: 'Password',
    submit: 'Sign in',
    wrong: 'This address and password do not belong together.',
    tooMany: 'Too many attempts. Wait a minute, then try again.',
    demoTitle: 'This is a demo',
    demoText:
      'An invented network with a rollout under way. Choose whose day to see; nothing you do here leaves this machine.',
    demo: {
      program_manager: 'Program manager',
      crew: 'Field crew',
      executive: 'Executive',
      administrator: 'Administrator',
    },
    demoDoes: {
      program_manager: 'Load the network, set milestones, generate and move work orders.',
      crew: 'Close today’s work orders on a phone.',
      executive: 'See whether the dates will be met.',
      administrator: 'People, roles and the state of the installation.',
    },
    ownAccount: 'Sign in with an account of your own',
  },
  firstRun: {
    title: 'Set up Changeover',
    text: 'Create the administrator. You can add everybody else afterwards.',
    name: 'Your name',
    email: 'E-mail',
    password: 'Password',
    passwordHelp: 'At least 12 characters. A sentence is easy to remember.',
    submit: 'Create administrator',
  },
}
