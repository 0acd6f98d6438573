#ifndef _BPFLINT_MATH_H
#define _BPFLINT_MATH_H

#endif
