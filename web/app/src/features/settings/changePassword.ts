import { api, signIn } from "@roomkey/client";

/**
 * Sets a new password, which ends every sign-in, and signs in with it. Gives whether this device is signed in again:
 * the password is the new one then, whatever becomes of the sign-in. Throws where it was not changed, or may not be.
 */
export async function changePassword(email: string, current: string, password: string): Promise<boolean> {
  await api("PATCH", "/me", { password, currentPassword: current });
  return signIn(email, password).then(
    () => true,
    () => false,
  );
}
