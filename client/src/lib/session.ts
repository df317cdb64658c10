import { isAllowed, type Actor, type ProcedureName, type Role } from '@changeover/shared/accounts'
import { AppError } from '@changeover/shared/commands'
import { defineStore } from 'pinia'
import { computed, ref } from 'vue'
import { api } from './trpc.ts'

/** How an attempt to sign in went; `second-factor` wants a code yet. */
export type SignInOutcome = 'ok' | 'wrong' | 'too-many' | 'second-factor'

/** Who is signed in, and what they may do. */
export const useSession = defineStore('session', () => {
  const actor = ref<Actor | null>(null)
  const isDemo = ref(false)
  const needsSetup = ref(false)
  const isKnown = ref(false)

  async function load(): Promise<void> {
    const me = await api.accounts.me.query()
    actor.value = me.actor
    isDemo.value = me.isDemo
    needsSetup.value = me.needsSetup
    isKnown.value = true
  }

  async function post(path: string, body: object): Promise<Response> {
    return fetch(path, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    })
  }

  /** @returns whether the address and the password belong together; throws when the server is not reached. */
  async function signIn(email: string, password: string): Promise<SignInOutcome> {
    const response = await post('/api/auth/sign-in/email', { email, password })
    if (response.status === 429) return 'too-many'
    if (response.status >= 500) throw new AppError('UNAVAILABLE')
    if (!response.ok) return 'wrong'
    const answer: { twoFactorRedirect?: boolean } = await response.json()
    if (answer.twoFactorRedirect) return 'second-factor'
    await load()
    return 'ok'
  }

  /** The code of the authenticator app, or one of the codes kept for the day the phone is lost. */
  async function confirmSignIn(code: string): Promise<boolean> {
    const path = /^\d{6}$/.test(code) ? 'verify-totp' : 'verify-backup-code'
    const response = await post(`/api/auth/two-factor/${path}`, { code })
    if (response.ok) await load()
    return response.ok
  }

  /** Leaves for the OpenID Connect provider, which sends the browser back to `to`. */
  async function signInElsewhere(to: string): Promise<void> {
    const body = { provider: 'openid', callbackURL: to, errorCallbackURL: '/sign-in' }
    const response = await post('/api/auth/sign-in/social', body)
    if (!response.ok) throw new AppError('PROVIDER_UNREACHABLE')
    const { url }: { url: string } = await response.json()
    window.location.assign(url)
  }

  /** Signs in with what a passkey has signed. @throws AppError `PASSKEY_REFUSED` when the server does not take it. */
  async function signInByPasskey(signed: unknown): Promise<void> {
    const response = await post('/api/auth/passkey/finish', { signed })
    if (!response.ok) throw new AppError('PASSKEY_REFUSED')
    await load()
  }

  async function signInToDemo(role: Role): Promise<void> {
    const response = await post('/api/demo/sign-in', { role })
    if (!response.ok) throw new Error(`The demo answered ${response.status}`)
    await load()
  }

  async function signOut(): Promise<void> {
    await post('/api/auth/sign-out', {})
    actor.value = null
  }

  /** Whether to show what the person could not do anyway. */
  function may(name: ProcedureName): boolean {
    return isAllowed(name, actor.value?.role ?? 'public')
  }

  const isCrew = computed(() => actor.value?.role === 'crew' || actor.value?.role === 'contractor')

  return {
    actor,
    isDemo,
    needsSetup,
    isKnown,
    isCrew,
    load,
    signIn,
    confirmSignIn,
    signInElsewhere,
    signInByPasskey,
    post,
    signInToDemo,
    signOut,
    may,
  }
})
