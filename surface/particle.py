"""A filler particle in the film: an obstacle, a better film, or a conductor of cations alone."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .properties import Salt

__all__ = ["Particle"]

#: Breadth of its edge over its radius, and diffusivity that is left in it where no salt moves [-].
_EDGE, _REST = 0.05, 1e-3


@dataclass(frozen=True)
class Particle:
    """A filler particle over the middle: a ball, or a rod in the plane; at rest in the film.

    Parameters
    ----------
    radius, gap : float
        Of it, and from the plane to it [m].
    ratio : float
        Conductivity in it over that of the film [-]; below one it is an obstacle. The diffusivity
        of the salt has the same ratio, unless it conducts cations alone.
    single_ion : bool
        Whether it conducts cations alone, as a ceramic does: t+ is one, no salt diffuses, and the
        potential against lithium follows Ohm's law; (SURF-13).
    """

    radius: float
    gap: float
    ratio: float = 0.01
    single_ion: bool = False

    def inside(self, x: np.ndarray, y: np.ndarray) -> np.ndarray:
        """Return how far places [m] are inside, from 0 to 1 over its edge [-]."""
        away = np.hypot(x, y - self.gap - self.radius) / self.radius - 1
        return 1 / (1 + np.exp(np.clip(away / _EDGE, -60, 60)))

    def transport(self, salt: Salt, inside: np.ndarray, rest: float) -> Salt:
        """Return the transport properties of the film with the particle in it.

        Parameters
        ----------
        salt : Salt
            Of the film.
        inside : array
            Of `inside` [-].
        rest : float
            Conductivity of the film at rest [S.m-1].
        """
        share = np.exp(inside * np.log(self.ratio))
        if not self.single_ion:
            kappa, d_kappa = share * salt.kappa, share * salt.d_kappa
            return salt._replace(
                kappa=kappa, d_kappa=d_kappa, D=share * salt.D, d_D=share * salt.d_D
            )
        left = 1 - inside
        # A ceramic does not conduct by the salt of the film.
        kappa = share * salt.kappa**left * rest**inside
        # (1 - t+)/D, which makes the gradient of salt, is nowhere larger than in the film.
        D = left + _REST * inside
        return Salt(
            kappa=kappa,
            pull=left * salt.pull,
            D=D * salt.D,
            t_plus=1 - left * (1 - salt.t_plus),
            d_kappa=kappa * left * salt.d_kappa / salt.kappa,
            d_pull=left * salt.d_pull,
            d_D=D * salt.d_D,
            d_t_plus=left * salt.d_t_plus,
        )
