#ifndef _BPFLINT_FEATURES_H
#define _BPFLINT_FEATURES_H

#endif
