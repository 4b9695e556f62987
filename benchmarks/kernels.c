/* The descent loop on Rosenbrock with each optimizer inlined, recording what `descend` records. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

typedef long long integer;

static inline double rosenbrock(const double *p, double *g) {
    double gap = p[1] - p[0] * p[0], away = 1.0 - p[0];
    g[0] = -2.0 * away - 400.0 * p[0] * gap;
    g[1] = 200.0 * gap;
    return away * away + 100.0 * gap * gap;
}

#define LOOP(NAME, STATES, LOOKS_AHEAD, STEP)                                                      \
    integer NAME(integer size, const double *hyper, double decay, double *p, integer steps,         \
                 integer *kept_steps, double *kept_params, double *kept_loss, double *kept_grad,     \
                 double *kept_state) {                                                             \
        double ones_v = 0.0, ones_s = 0.0;                                                         \
        double s[(STATES) * size + 1], g[size], unused[size], *q = p;                                \
        memset(s, 0, sizeof s);                                                                    \
        if (LOOKS_AHEAD) q = s + ((STATES) - 1) * size, memcpy(q, p, size * sizeof *p);             \
        for (integer t = 0; t <= steps; t++) {                                                      \
            double loss = rosenbrock(q, g);                                                        \
            if (LOOKS_AHEAD) loss = rosenbrock(p, unused);                                         \
            if (decay != 0.0)                                                                      \
                for (integer i = 0; i < size; i++) g[i] += decay * q[i];                            \
            int finite = isfinite(loss);                                                           \
            for (integer i = 0; i < size; i++) finite &= isfinite(p[i]);                            \
            kept_steps[t] = t;                                                                     \
            kept_loss[t] = loss;                                                                   \
            for (integer i = 0; i < size; i++) kept_params[t * size + i] = p[i];                    \
            for (integer i = 0; i < size; i++) kept_grad[t * size + i] = g[i];                      \
            for (integer i = 0; i < (STATES) * size; i++)                                           \
                kept_state[t * (STATES) * size + i] = s[i];                                        \
            if (!finite) return t;                                                                 \
            if (t < steps) STEP                                                                    \
        }                                                                                          \
        return -1;                                                                                 \
    }

#define EACH for (integer i = 0; i < size; i++)

LOOP(gradient_descent, 0, 0, { EACH p[i] -= hyper[0] * g[i]; })

LOOP(momentum, 1, 0, {
    EACH {
        s[i] = hyper[1] * s[i] + (1.0 - hyper[1]) * g[i];
        p[i] -= hyper[0] * s[i];
    }
})

LOOP(nesterov, 2, 1, {
    EACH {
        s[i] = hyper[1] * s[i] + (1.0 - hyper[1]) * g[i];
        p[i] -= hyper[0] * s[i];
        s[size + i] = p[i] - hyper[0] * hyper[1] * s[i];
    }
})

LOOP(look_ahead_momentum, 1, 0, {
    EACH {
        double fresh = (1.0 - hyper[1]) * g[i];
        s[i] = hyper[1] * s[i] + fresh;
        p[i] -= hyper[0] * (hyper[1] * s[i] + fresh);
    }
})

LOOP(scaled_gradient_descent, 0, 0, { EACH p[i] -= hyper[0] * hyper[1 + i] * g[i]; })

LOOP(adagrad, 1, 0, {
    EACH {
        s[i] += g[i] * g[i];
        p[i] -= hyper[0] / (sqrt(s[i]) + hyper[1]) * g[i];
    }
})

LOOP(rmsprop, 1, 0, {
    EACH {
        s[i] = hyper[1] * s[i] + (1.0 - hyper[1]) * g[i] * g[i];
        p[i] -= hyper[0] / (sqrt(s[i]) + hyper[2]) * g[i];
    }
})

LOOP(adadelta, 2, 0, {
    EACH {
        s[i] = hyper[0] * s[i] + (1.0 - hyper[0]) * g[i] * g[i];
        double descent = (sqrt(s[size + i]) + hyper[2]) / (sqrt(s[i]) + hyper[2]) * g[i];
        s[size + i] = hyper[1] * s[size + i] + (1.0 - hyper[1]) * descent * descent;
        p[i] -= descent;
    }
})

/* The corrections 1 - beta^(t+1) as smoothed ones: a running product would become denormal, and slow. */
#define ADAM                                                                                       \
    {                                                                                              \
        ones_v = hyper[1] * ones_v + (1.0 - hyper[1]);                                             \
        ones_s = hyper[2] * ones_s + (1.0 - hyper[2]);                                             \
        double of_v = hyper[4] ? 1.0 / ones_v : 1.0, of_s = hyper[4] ? 1.0 / ones_s : 1.0;         \
        EACH {                                                                                     \
            s[i] = hyper[1] * s[i] + (1.0 - hyper[1]) * g[i];                                      \
            s[size + i] = hyper[2] * s[size + i] + (1.0 - hyper[2]) * g[i] * g[i];                 \
            double s_hat = s[size + i] * of_s;                                                     \
            double root = hyper[5] ? sqrt(s_hat + hyper[3]) : sqrt(s_hat) + hyper[3];              \
            p[i] -= hyper[0] / root * (s[i] * of_v);                                               \
        }                                                                                          \
    }

LOOP(adam, 2, 0, ADAM)
LOOP(adamw, 2, 0, ADAM)
