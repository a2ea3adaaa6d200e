"""The resamples of src/metrics/cluster_bootstrap, by a second implementation."""
import numpy


def mersenne_twister_64(seed):
    """std::mt19937_64, by its definition (M. Matsumoto, T. Nishimura)."""
    size, middle, word = 312, 156, (1 << 64) - 1
    state = [seed]
    for i in range(1, size):
        state.append((6364136223846793005 * (state[-1] ^ (state[-1] >> 62)) + i) & word)
    while True:
        for i in range(size):
            x = (state[i] & ~0x7FFFFFFF & word) | (state[(i + 1) % size] & 0x7FFFFFFF)
            state[i] = state[(i + middle) % size] ^ (x >> 1) ^ (0xB5026F5AA96619E9 if x & 1 else 0)
        for y in state:
            y ^= (y >> 29) & 0x5555555555555555
            y ^= (y << 17) & 0x71D67FFFEDA60000
            y ^= (y << 37) & 0xFFF7EEE000000000
            yield y ^ (y >> 43)


def draw_clusters(clusters, resamples, seed):
    """How often each of `clusters` is in each resample: draws by multiplication, without bias (D. Lemire)."""
    bits = (half for number in mersenne_twister_64(seed) for half in (number >> 32, number % 2**32))
    assert 9981545732273789042 == [n for n, _ in zip(mersenne_twister_64(5489), range(10_000))][-1]  # the standard says so
    products = (number * clusters for number in bits)
    unbiased = (product >> 32 for product in products if product % 2**32 >= 2**32 % clusters)
    return [numpy.bincount([next(unbiased) for _ in range(clusters)], minlength=clusters) for _ in range(resamples)]
