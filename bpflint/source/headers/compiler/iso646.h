#ifndef __ISO646_H
#define __ISO646_H
#define and &&
#define or ||
#define not !
#endif
