"""The pages of the shell: signing in and out, language and appearance, what is shown when something is refused."""
